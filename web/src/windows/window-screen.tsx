import { Popup } from "antd-mobile";
import { useCallback, useEffect, useState } from "react";
import type { Message } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { Window } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { mintKey } from "../api/mint.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { type Entry, MenuBar } from "./menu-bar.tsx";
import { Face, useWords } from "./message-card.tsx";
import { useMessages } from "./use-messages.ts";

/** The window, and how to follow it or leave. */
const useWindow = (windowId: string) => {
  const [view, setView] = useState<Json<Window>>();
  const read = useCallback(() => {
    call(routes.getWindow, { windowId }).then(setView, () => undefined);
  }, [windowId]);
  useEffect(read, [read]);
  const toggle = () => {
    const route = view?.following ? routes.unfollowWindow : routes.followWindow;
    void call(route, { windowId }).then(read, read);
  };
  return { view, toggle };
};

const Header = ({ view, onToggle }: { view: Json<Window> | undefined; onToggle(): void }) => {
  const text = useText();
  const words = useWords();
  return (
    <section className="card window-head">
      <Face avatar={view?.content?.avatar} />
      <span className="window-row-text">
        <span className="faint">{words(view?.content?.intro)}</span>
        <span className="faint" data-testid="followers">
          {text("windowsFollowers", { count: view?.followerCount ?? 0 })}
        </span>
      </span>
      <button type="button" className="window-button" disabled={!view} onClick={onToggle} data-testid="follow">
        {text(view?.following ? "windowUnfollow" : "windowFollow")}
      </button>
    </section>
  );
};

/** Says something to the window; tells where it did not get through. */
const useSaying = (windowId: string, onSaid: () => Promise<void>) => {
  const [failed, setFailed] = useState(false);
  const say = async (said: { text?: string; menuEntryId?: string }): Promise<boolean> => {
    setFailed(false);
    try {
      await call(routes.sendToWindow, { windowId, messageKey: mintKey(), ...said });
      await onSaid();
      return true;
    } catch {
      setFailed(true);
      return false;
    }
  };
  return { say, failed };
};

interface TalkProps {
  messages: readonly Json<Message>[] | undefined;
  failed: boolean;
  /** Asks for what was said before; undefined: this is all. */
  onEarlier: (() => void) | undefined;
}

/** The conversation, the oldest on top. */
const Talk = ({ messages, failed, onEarlier }: TalkProps) => {
  const text = useText();
  const words = useWords();
  const newest = messages?.[0]?.messageId;
  // What was said last is what one came for; who reads earlier words is left where they are.
  useEffect(() => {
    if (newest) window.scrollTo(0, document.documentElement.scrollHeight);
  }, [newest]);
  return (
    <section className="window-talk" aria-live="polite">
      {messages?.length === 0 ? <p className="faint">{text("windowNoMessages")}</p> : null}
      {onEarlier ? (
        <button type="button" className="talk-earlier" onClick={onEarlier} data-testid="earlier">
          {text("inboxMore")}
        </button>
      ) : null}
      {messages?.toReversed().map(({ messageId, kind, title, body }) => (
        <div key={messageId} className={kind === "MESSAGE_KIND_FROM_USER" ? "bubble bubble-own" : "bubble"}>
          {title ? <strong>{words(title)}</strong> : null}
          <span className="message-body">{words(body)}</span>
        </div>
      ))}
      {failed ? <p role="alert">{text("windowFailed")}</p> : null}
    </section>
  );
};

/** Where the user writes; what did not get through stays there. */
const SayForm = ({ onSay }: { onSay(text: string): Promise<boolean> }) => {
  const text = useText();
  const [draft, setDraft] = useState("");
  const send = async (): Promise<void> => {
    if (draft.trim() !== "" && (await onSay(draft))) setDraft("");
  };
  return (
    <form
      className="windows-row window-say"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        value={draft}
        maxLength={500}
        placeholder={text("windowSay")}
        aria-label={text("windowSay")}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit" className="window-button">
        {text("windowSend")}
      </button>
    </form>
  );
};

/** A page of the menu's own. */
const PageSheet = ({ page, onClose }: { page: Entry["page"]; onClose(): void }) => {
  const words = useWords();
  return (
    <Popup
      visible={page !== undefined}
      onMaskClick={onClose}
      showCloseButton
      onClose={onClose}
      bodyClassName="sheet window-page"
    >
      <h2>{words(page?.title)}</h2>
      <p className="message-body">{words(page?.body)}</p>
    </Popup>
  );
};

/** One window: its header, the conversation with it, and its menu. */
export const WindowScreen = ({ windowId }: { windowId: string }) => {
  const text = useText();
  const words = useWords();
  const { view, toggle } = useWindow(windowId);
  const { messages, read, hasMore, more } = useMessages(windowId, true);
  const { say, failed } = useSaying(windowId, read);
  const [page, setPage] = useState<Entry["page"]>();
  const onEntry = (entry: Entry) => {
    if (entry.link) location.assign(entry.link);
    else if (entry.page) setPage(entry.page);
    else void say({ menuEntryId: entry.entryId ?? "" });
  };
  return (
    <main className="windows window-screen">
      <TopBar title={words(view?.content?.name)}>
        <button type="button" className="bar-button" onClick={() => navigate("/windows")}>
          {text("back")}
        </button>
      </TopBar>
      <Header view={view} onToggle={toggle} />
      <Talk messages={messages} failed={failed} onEarlier={hasMore ? () => void more() : undefined} />
      <SayForm onSay={(said) => say({ text: said })} />
      <MenuBar menu={(view?.content?.menu ?? []) as readonly Entry[]} onEntry={onEntry} />
      <PageSheet page={page} onClose={() => setPage(undefined)} />
    </main>
  );
};
