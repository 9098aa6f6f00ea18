import type { Message } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { Avatar, BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useName, useText } from "../i18n/use-text.ts";
import { formatShortTime } from "../ui/times.ts";

/** Gives the reader's side of a text in two languages; the Chinese one where the other is missing. */
export const useWords = (): ((words: Json<BilingualText> | undefined) => string) => {
  const nameOf = useName();
  return (words) => nameOf({ name: words?.zh, nameEn: words?.en });
};

/** A window's picture. */
export const Face = ({ avatar }: { avatar: Json<Avatar> | undefined }) => (
  <span
    className="window-face"
    aria-hidden="true"
    ref={(face) => void face?.style.setProperty("background", avatar?.color ?? "")}
  >
    {avatar?.symbol ?? "¥"}
  </span>
);

interface MessageProps {
  message: Json<Message>;
  /** Called when its link is followed. */
  onFollow?(): void;
}

/** A message of the inbox: whose it is, what it says, and where it leads. */
export const MessageCard = ({ message, onFollow }: MessageProps) => {
  const text = useText();
  const words = useWords();
  const language = useLanguage();
  const { windowName, windowAvatar, title, body, link, read, sendTime = "" } = message;
  return (
    <article className={`card message-card${read ? "" : " message-unread"}`} data-testid="message">
      <header className="message-head">
        <Face avatar={windowAvatar} />
        <span className="message-from">{windowName ? words(windowName) : text("inboxPayments")}</span>
        <time className="faint">{formatShortTime(sendTime, language)}</time>
      </header>
      {title ? <h2 className="message-title">{words(title)}</h2> : null}
      <p className="message-body">{words(body)}</p>
      {link ? (
        <a className="plain-link" href={link} onClick={onFollow}>
          {text("inboxOpen")} ›
        </a>
      ) : null}
    </article>
  );
};
