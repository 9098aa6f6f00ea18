import { useCallback, useEffect, useRef, useState } from "react";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { followLive } from "../live/follow-live.ts";
import { type InboxList, type Page, withNewest, withOlder } from "./inbox-list.ts";

const LIVE_TYPES = ["content.message.delivered", "content.broadcast.delivered"];
/** A broadcast reaches many phones at once: they ask for it spread over so long. */
const SPREAD_MS = 1_000;

/** Runs `read` now, whenever the line stands again, and whenever a message has come; returns how to stop. */
const followMessages = (read: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = followLive(LIVE_TYPES, {
    onOpen: read,
    onLost: () => {},
    onEvent: (type) => {
      clearTimeout(timer);
      if (type === "content.message.delivered") read();
      else timer = setTimeout(read, Math.random() * SPREAD_MS);
    },
  });
  read();
  return () => {
    clearTimeout(timer);
    stop();
  };
};

/** How many messages are unread, live. Zero while it is not known. */
export const useUnread = (): number => {
  const [unread, setUnread] = useState(0);
  useEffect(
    () =>
      followMessages(() => {
        call(routes.getUnreadCount, {}).then(
          (answer) => setUnread(answer.unreadCount ?? 0),
          () => undefined,
        );
      }),
    [],
  );
  return unread;
};

const PAGE_SIZE = 20;

const readPage = async (windowId: string, pageToken: string): Promise<Page> => {
  const answer = await call(routes.listMessages, { windowId, pageSize: PAGE_SIZE, pageToken });
  const { messages = [], nextPageToken = "", unreadCount = 0 } = answer;
  return { messages, nextPageToken, unread: unreadCount };
};

/** Reads earlier pages on demand, one at a time. */
const useEarlier = (windowId: string, list: InboxList | undefined, put: (token: string, page: Page) => void) => {
  const isReading = useRef(false);
  const nextPageToken = list?.nextPageToken ?? "";
  return useCallback(async (): Promise<void> => {
    if (isReading.current || nextPageToken === "") return;
    isReading.current = true;
    try {
      put(nextPageToken, await readPage(windowId, nextPageToken));
    } catch {
      // The end of the page asks again while it is in view.
    } finally {
      isReading.current = false;
    }
  }, [windowId, nextPageToken, put]);
};

/**
 * The messages of the inbox, or the conversation with one window, live: the newest, and earlier ones page by page on demand. What cannot be read stays as it
 * was. Where `marks` is set, what is shown is read.
 */
export const useMessages = (windowId: string, marks: boolean) => {
  const [list, setList] = useState<InboxList>();
  const latest = useRef(0);
  const show = useCallback(
    (change: (list: InboxList | undefined) => InboxList | undefined, page: Page) => {
      setList(change);
      const unread = page.messages.filter((message) => !message.read).map(({ messageId = "" }) => messageId);
      if (marks && unread.length > 0) call(routes.markRead, { messageIds: unread }).catch(() => undefined);
    },
    [marks],
  );
  const read = useCallback(async (): Promise<void> => {
    const turn = ++latest.current;
    try {
      const page = await readPage(windowId, "");
      if (turn === latest.current) show((held) => withNewest(held, page), page);
    } catch {
      // The line tells when the server is there again.
    }
  }, [windowId, show]);
  useEffect(() => followMessages(() => void read()), [read]);
  const put = useCallback((token: string, page: Page) => show((held) => withOlder(held, token, page), page), [show]);
  const more = useEarlier(windowId, list, put);
  return {
    messages: list?.messages,
    unread: list?.unread ?? 0,
    hasMore: (list?.nextPageToken ?? "") !== "",
    read,
    more,
  };
};
