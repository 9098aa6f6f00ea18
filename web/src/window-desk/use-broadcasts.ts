import { useCallback, useEffect, useState } from "react";
import type { Broadcast } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { desk } from "./desk-routes.ts";

const PAGE_SIZE = 10;
/** How often the newest is looked at: while it is on its way, and later, when it is being read. */
const LOOK_EVERY_MS = { sending: 1_000, sent: 3_000 } as const;

type One = Json<Broadcast>;

interface History {
  readonly broadcasts: readonly One[];
  readonly nextPageToken: string;
}

const isSending = ({ state }: One): boolean => state === "BROADCAST_STATE_SENDING";

/** The list with that broadcast as it is now: in its place, or, where it is new, at the top. */
const withOne = (broadcasts: readonly One[], one: One): readonly One[] => {
  const index = broadcasts.findIndex(({ broadcastId }) => broadcastId === one.broadcastId);
  return index < 0 ? [one, ...broadcasts] : broadcasts.with(index, one);
};

/** Looks at one broadcast again and again while the page is looked at. */
const useLook = (newest: One | undefined, look: (broadcastId: string) => Promise<void>): void => {
  const broadcastId = newest?.broadcastId;
  const everyMs = newest && isSending(newest) ? LOOK_EVERY_MS.sending : LOOK_EVERY_MS.sent;
  useEffect(() => {
    if (!broadcastId) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void look(broadcastId);
    }, everyMs);
    return () => clearInterval(timer);
  }, [broadcastId, everyMs, look]);
};

/** The merchant's broadcasts, the newest first; the totals of the newest move as they do (W8). What cannot be read stays as it was. */
export const useBroadcasts = (merchantId: string) => {
  const [history, setHistory] = useState<History>();
  const read = useCallback(
    async (pageToken: string): Promise<void> => {
      try {
        const answer = await call(desk.listBroadcasts, { merchantId, pageSize: PAGE_SIZE, pageToken });
        const { broadcasts = [], nextPageToken = "" } = answer;
        setHistory((before) => ({
          broadcasts: pageToken && before ? [...before.broadcasts, ...broadcasts] : broadcasts,
          nextPageToken,
        }));
      } catch {
        // The next look tries again.
      }
    },
    [merchantId],
  );
  useEffect(() => void read(""), [read]);
  const put = useCallback((one: One) => {
    setHistory((before) => ({
      broadcasts: withOne(before?.broadcasts ?? [], one),
      nextPageToken: before?.nextPageToken ?? "",
    }));
  }, []);
  const look = useCallback(
    (broadcastId: string) => call(desk.getBroadcast, { merchantId, broadcastId }).then(put, () => undefined),
    [merchantId, put],
  );
  useLook(history?.broadcasts[0], look);
  return { history, put, more: () => void read(history?.nextPageToken ?? "") };
};
