import type { Message } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { Json } from "../api/json.ts";

type One = Json<Message>;

/** A page as the platform answers it. */
export interface Page {
  readonly messages: readonly One[];
  readonly nextPageToken: string;
  readonly unread: number;
}

/** What is held of an inbox: the newest messages without a gap, and how to go on behind them. */
export type InboxList = Page;

const holds = (messages: readonly One[], { messageId }: One): boolean =>
  messages.some((held) => held.messageId === messageId);

/** Where nothing is unread, everything is read: also what was held before it was. */
const settled = (list: InboxList): InboxList =>
  list.unread > 0 ? list : { ...list, messages: list.messages.map((message) => ({ ...message, read: true })) };

/**
 * The list with its newest page read anew. Where more has come than a page holds, what was held has no place any more: it is read again on demand, so that
 * nothing is ever left out in between.
 */
export const withNewest = (list: InboxList | undefined, page: Page): InboxList => {
  const isJoined = list !== undefined && page.messages.some((message) => holds(list.messages, message));
  if (!isJoined) return settled(page);
  const older = list.messages.filter((message) => !holds(page.messages, message));
  return settled({ ...page, messages: [...page.messages, ...older], nextPageToken: list.nextPageToken });
};

/** The list with the page that was asked for by that token; where the list has begun anew meanwhile, that page is not behind its end and is left out. */
export const withOlder = (list: InboxList | undefined, token: string, page: Page): InboxList | undefined => {
  if (list?.nextPageToken !== token) return list;
  const older = page.messages.filter((message) => !holds(list.messages, message));
  return settled({ ...page, messages: [...list.messages, ...older] });
};
