import { useCallback, useEffect, useRef, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { followLive } from "../live/follow-live.ts";
import { refusalText } from "../wallet/refusal-text.ts";
import { tell } from "./notice.tsx";
import { DINING_EVENTS } from "./restaurant-routes.ts";

/** A line that stands is enough; while it does not, the page looks by itself. */
const LOOK_EVERY_MS = 10_000;

/**
 * What a page shows of the restaurant: read at once, at every event and when the line stands again. An answer that is older than the last question is
 * dropped, so nothing old is shown over something new. Undefined until it was read once.
 */
export const useLiveView = <View>(read: () => Promise<View>) => {
  const [view, setView] = useState<View>();
  const latest = useRef(0);
  const reader = useRef(read);
  reader.current = read;
  const look = useCallback(async (): Promise<void> => {
    const question = ++latest.current;
    try {
      const answer = await reader.current();
      if (question === latest.current) setView(answer);
    } catch {
      // What cannot be read stays as it was; the next look tells.
    }
  }, []);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    const stop = followLive(DINING_EVENTS, { onEvent: () => void look(), onOpen: () => void look(), onLost: () => {} });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [look]);
  return { view, look };
};

/** Does what a thumb asked for, and looks again; a refusal is told in the platform's words. Another tap meanwhile is not taken. */
export const useAct = (look: () => Promise<void>) => {
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      tell(refusalText(error) || text("diningNoAnswer"));
    } finally {
      setBusy(false);
      await look();
    }
  };
  return { isBusy, act };
};
/** How a page does what a thumb asked for. */
export type Act = ReturnType<typeof useAct>["act"];
