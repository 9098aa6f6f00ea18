import { useCallback, useState } from "react";
import type { TextKey } from "../i18n/zh.ts";
import { reasonOf, refusalText } from "../wallet/refusal-text.ts";

/** What became of the last thing that was asked for: a text of ours, or what the platform said. */
export interface Told {
  readonly tone: "good" | "bad";
  readonly key?: TextKey;
  readonly detail?: string;
  /** The reason of a refusal. */
  readonly reason?: string;
}

const toldOf = (error: unknown): Told => {
  const detail = refusalText(error);
  return { tone: "bad", ...(detail ? { detail, reason: reasonOf(error) } : { key: "startUnreachable" }) };
};

/** Asks the platform for one thing at a time, and keeps how it went. */
export const useAct = () => {
  const [told, setTold] = useState<Told>();
  const [isBusy, setBusy] = useState(false);
  const act = useCallback(async (work: () => Promise<void>, done?: TextKey): Promise<void> => {
    setBusy(true);
    setTold(undefined);
    try {
      await work();
      if (done) setTold({ tone: "good", key: done });
    } catch (error) {
      setTold(toldOf(error));
    } finally {
      setBusy(false);
    }
  }, []);
  return { told, isBusy, act };
};
