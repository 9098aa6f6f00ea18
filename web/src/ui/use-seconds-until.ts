import { useEffect, useState } from "react";
import { serverNowMs } from "../api/reachability.ts";

/** Whole seconds until an instant; 0 from then on. */
export const useSecondsUntil = (instantMs: number): number => {
  const left = () => Math.max(0, Math.ceil((instantMs - serverNowMs()) / 1_000));
  const [seconds, setSeconds] = useState(left);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `left` is the instant's
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 500);
    return () => clearInterval(timer);
  }, [instantMs]);
  return seconds;
};
