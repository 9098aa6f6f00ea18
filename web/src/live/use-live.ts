import { useCallback, useEffect, useRef, useState } from "react";
import { followLive } from "./follow-live.ts";

/**
 * Something of the platform, read now, whenever the live line stands again, and whenever one of the events is heard. What could not be read stays as it was;
 * `isLost` tells that nothing could be read yet.
 */
export const useLive = <T>(types: readonly string[], load: () => Promise<T>) => {
  const [value, setValue] = useState<T>();
  const [hasFailed, setFailed] = useState(false);
  const latest = useRef(load);
  latest.current = load;
  const turn = useRef(0);
  const again = useCallback(async (): Promise<void> => {
    const mine = ++turn.current;
    try {
      const next = await latest.current();
      if (mine === turn.current) setValue(next);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, []);
  const followed = useRef(types);
  useEffect(() => {
    const look = () => void again();
    look();
    return followLive(followed.current, { onEvent: look, onOpen: look, onLost: () => undefined });
  }, [again]);
  return { value, isLost: hasFailed && value === undefined, again };
};
