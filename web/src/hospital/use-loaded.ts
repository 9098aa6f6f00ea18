import { useCallback, useEffect, useRef, useState } from "react";
import { followLive } from "../live/follow-live.ts";

/** How often what is shown is read anew though nothing was heard: the live line is best effort. */
const LOOK_EVERY_MS = 15_000;

/** What the hospital's pages hear. */
const NEWS = [
  ...["hospital.appointment.changed", "hospital.ticket.changed", "hospital.queue.changed", "hospital.items.changed"],
];

/** Something of the platform, read again whenever the hospital tells that something is another. What cannot be read stays as it was. */
export const useLoaded = <T>(load: () => Promise<T>): { value: T | undefined; again(): Promise<void> } => {
  const [value, setValue] = useState<T>();
  const latest = useRef(load);
  latest.current = load;
  const isGone = useRef(false);
  const again = useCallback(async (): Promise<void> => {
    try {
      const next = await latest.current();
      if (!isGone.current) setValue(next);
    } catch {
      // The next look tells.
    }
  }, []);
  useEffect(() => {
    isGone.current = false;
    void again();
    const look = () => void again();
    const timer = setInterval(look, LOOK_EVERY_MS);
    const stop = followLive(NEWS, { onEvent: look, onOpen: look, onLost: () => undefined });
    return () => {
      isGone.current = true;
      clearInterval(timer);
      stop();
    };
  }, [again]);
  return { value, again };
};
