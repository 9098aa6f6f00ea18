import { useCallback, useEffect, useRef, useState } from "react";
import type { CodeSource, NoCodeCause, ShownCode } from "./code-sources.ts";

/** A code and when it came onto the screen, on performance.now()'s clock, which no one can set. */
interface Showing extends ShownCode {
  shownAtMs: number;
}

const secondsLeft = ({ shownAtMs, lifeMs }: Showing): number =>
  Math.max(0, Math.ceil((lifeMs - (performance.now() - shownAtMs)) / 1000));

/** How often the countdown looks at the clock, and how long a source without a code is left alone. */
const LOOK_MS = 250;
const RETRY_MS = 3_000;

/** What renewing came to: without a new code the old one stays as long as it lives. */
const useShowing = (source: CodeSource | undefined) => {
  const showing = useRef<Showing>(undefined);
  const [code, setCode] = useState<Showing>();
  const [cause, setCause] = useState<NoCodeCause>();
  const renew = useCallback(async (): Promise<boolean> => {
    const next = (await source?.next()) ?? "wait";
    if (typeof next === "string") {
      setCause(next);
      return false;
    }
    showing.current = { ...next, shownAtMs: performance.now() };
    setCode(showing.current);
    setCause(undefined);
    return true;
  }, [source]);
  const drop = useCallback(() => {
    showing.current = undefined;
    setCode(undefined);
  }, []);
  /** For a code that is spent or was refused: it goes, also where there is no other yet. */
  const replace = useCallback(async (): Promise<void> => {
    if (!(await renew())) drop();
  }, [renew, drop]);
  return { showing, code, cause, renew, replace, drop };
};

/** The code of a source, replaced when its time is up, whenever that is asked for, and with the source. */
export const useCode = (source: CodeSource | undefined) => {
  const { showing, code, cause, renew, replace, drop } = useShowing(source);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!source) return;
    let retryAtMs = 0;
    const look = (): void => {
      const left = showing.current ? secondsLeft(showing.current) : 0;
      setSeconds(left);
      if (left > 0 || performance.now() < retryAtMs) return;
      retryAtMs = performance.now() + RETRY_MS;
      void replace();
    };
    drop();
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [source, showing, replace, drop]);

  const percent = code ? (seconds * 100_000) / code.lifeMs : 0;
  return { paymentCode: code?.paymentCode, seconds, percent, cause, renew, replace };
};
