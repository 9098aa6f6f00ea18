import { useEffect, useRef } from "react";
import type { Message } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { MessageCard } from "./message-card.tsx";
import { useMessages } from "./use-messages.ts";
import "./windows.css";

/** So long after an earlier page was asked for in vain, and the next time twice as long, it is asked for again. */
const AGAIN_MS = 500;
const AGAIN_AT_MOST_MS = 16_000;

/** Asks while the end is in view, until there is an answer: whoever is at the end of the page cannot scroll any further to ask again. */
const askInView = (end: Element, ask: () => Promise<void>): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askFrom = (waitMs: number): void => {
    timer = setTimeout(() => askFrom(Math.min(waitMs * 2, AGAIN_AT_MOST_MS)), waitMs);
    void ask();
  };
  const watcher = new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (entry?.isIntersecting) askFrom(AGAIN_MS);
  });
  watcher.observe(end);
  return () => {
    clearTimeout(timer);
    watcher.disconnect();
  };
};

/** The end of what is held: who scrolls to it gets more. Each page has an end of its own. */
const Earlier = ({ onReach }: { onReach(): Promise<void> }) => {
  const text = useText();
  const end = useRef<HTMLButtonElement>(null);
  const reach = useRef(onReach);
  reach.current = onReach;
  useEffect(() => (end.current ? askInView(end.current, () => reach.current()) : undefined), []);
  return (
    <button ref={end} type="button" className="window-button" onClick={() => void onReach()} data-testid="earlier">
      {text("inboxMore")}
    </button>
  );
};

/** Whoever follows a message's link has read it. The page is left by that, the call is not. */
const markFollowed = ({ messageId = "", read }: Json<Message>): void => {
  if (!read) call(routes.markRead, { messageIds: [messageId] }, { keepalive: true }).catch(() => undefined);
};

const Inbox = () => {
  const text = useText();
  const { messages, unread, read, hasMore, more } = useMessages("", false);
  const readAll = () => void call(routes.markRead, { all: true }).then(read, () => undefined);
  return (
    <main className="windows">
      <TopBar title={text("inboxTitle")} note={unread > 0 ? String(unread) : ""} />
      <div className="windows-row">
        <button type="button" className="window-button" onClick={() => navigate("/wallet")}>
          {text("back")}
        </button>
        <button
          type="button"
          className="window-button"
          disabled={unread === 0}
          onClick={readAll}
          data-testid="read-all"
        >
          {text("inboxReadAll")}
        </button>
      </div>
      {messages?.length === 0 ? <p className="faint">{text("inboxNone")}</p> : null}
      {messages?.map((message) => (
        <MessageCard key={message.messageId} message={message} onFollow={() => markFollowed(message)} />
      ))}
      {hasMore ? <Earlier key={messages?.length} onReach={more} /> : null}
    </main>
  );
};

/** A user's inbox: receipts, what services and windows have to say, and what is unread. */
const InboxPage = ({ principal }: { principal: Json<Principal> }) =>
  principal.kind === "PRINCIPAL_KIND_USER" ? (
    <Inbox />
  ) : (
    <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />
  );

export default InboxPage;
