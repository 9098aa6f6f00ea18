import { useCallback, useEffect, useRef, useState } from "react";
import type { Message } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { followLive } from "../live/follow-live.ts";

const LIVE_TYPES = ["content.message.delivered", "content.broadcast.delivered"];
/** A broadcast reaches many phones at once: they ask for it spread over so long. */
const SPREAD_MS = 1_000;

interface Inbox {
  messages?: Json<Message>[];
  unread: number;
}

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

/**
 * The messages of the inbox, or the conversation with one window, live: so many of the newest, more on demand. What cannot be read stays as it was. Where
 * `marks` is set, what is shown is read.
 */
export const useMessages = (windowId: string, marks: boolean) => {
  const [inbox, setInbox] = useState<Inbox>({ unread: 0 });
  const [size, setSize] = useState(20);
  const latest = useRef(0);
  const read = useCallback(async (): Promise<void> => {
    const turn = ++latest.current;
    try {
      const { messages = [], unreadCount = 0 } = await call(routes.listMessages, { windowId, pageSize: size });
      if (turn === latest.current) setInbox({ messages, unread: unreadCount });
      const unread = messages.filter((message) => !message.read).map(({ messageId = "" }) => messageId);
      if (marks && unread.length > 0) await call(routes.markRead, { messageIds: unread });
    } catch {
      // The line tells when the server is there again.
    }
  }, [windowId, size, marks]);
  useEffect(() => followMessages(() => void read()), [read]);
  return { ...inbox, read, hasMore: (inbox.messages?.length ?? 0) >= size && size < 100, more: () => setSize(100) };
};
