import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { SendToWindowRequest, type SendToWindowResponse } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import type { MessageRow } from "../message/message-model.ts";
import { sayOnce } from "../message/say-once.ts";
import { showMessages } from "../message/show-messages.ts";
import { readMessageKey } from "../read-text.ts";
import { loadPublished } from "../window/get-window.ts";
import { findEntry } from "../window/read-content.ts";
import type { PublishedWindow } from "../window/window.ts";
import { type AutoReplyRule, decideReply } from "./reply.ts";
import { sendReply } from "./send-reply.ts";

const parse = (request: SendToWindowRequest) => {
  const fields = readFields();
  const key = readMessageKey(fields, request.messageKey);
  const windowId = fields.id("window_id", request.windowId, "win");
  const { menuEntryId } = request;
  if (menuEntryId !== "" && request.text !== "")
    fields.refuse({ field: "text", en: "either text or menu_entry_id", zh: "text 与 menu_entry_id 二选一" });
  const text = menuEntryId === "" ? fields.text("text", request.text, 1, 500) : "";
  fields.check();
  return { key, windowId, menuEntryId, text };
};

/** What the user has said, and what the window says to it. */
interface Exchange {
  readonly said: BilingualText;
  readonly reply: BilingualText | undefined;
}

/** @throws MENU_ENTRY_NOT_FOUND for an entry that there is not, or that does not reply. */
const exchangeOf = (
  { content, autoReplies }: PublishedWindow & { readonly autoReplies: readonly AutoReplyRule[] },
  { menuEntryId, text }: { menuEntryId: string; text: string },
): Exchange => {
  if (menuEntryId === "") return { said: { zh: text, en: "" }, reply: decideReply(autoReplies, { text })?.text };
  const entry = findEntry(content.menu, menuEntryId);
  if (entry?.action?.$case !== "reply" || !entry.title) throw contentReasons.error("MENU_ENTRY_NOT_FOUND");
  return { said: entry.title, reply: entry.action.value };
};

/** Writes both sides of the exchange; their ids. */
const writeExchange = async (
  parts: ContentParts,
  window: PublishedWindow,
  { userId, key, said, reply }: Exchange & { userId: string; key: string },
  work: Work,
): Promise<{ messageId: string; replyId: string }> => {
  const { windowId, merchantId } = window;
  const _id = deriveId("msg", work.now, userId, key);
  const own = { userId, windowId, merchantId, kind: "FROM_USER" as const, unread: false, sendTime: work.now };
  await insertRow(parts.messages, { _id, ...own, text: { body: said, link: "" } }, work.session);
  const occasion = `reply:${key}`;
  const replyId = reply ? await sendReply(parts, window, { userId, occasion, body: reply }, work) : "";
  return { messageId: _id, replyId };
};

/** SendToWindow: what was said, the reply and the key are one commit, so a phone that did not hear the answer asks again and is replied to once. */
export const sendToWindow =
  (parts: ContentParts): Handler<SendToWindowRequest, SendToWindowResponse> =>
  async (request, { caller, now, traceparent }) => {
    const userId = userOf(caller);
    const { key, windowId, ...said } = parse(request);
    const encoded = SendToWindowRequest.encode(request).finish();
    const speak = async (session: ClientSession) => {
      const window = await loadPublished(parts, windowId, session);
      const exchange = exchangeOf(window, said);
      return writeExchange(parts, window, { ...exchange, userId, key }, { session, now, traceparent });
    };
    const { messageId, replyId } = await sayOnce(parts, { sender: userId, key, request: encoded }, speak);
    const rows = await parts.messages.find({ _id: { $in: [messageId, replyId] } }).lean<MessageRow[]>();
    const shown = await showMessages(parts, rows);
    const byId = (id: string) => shown.find((message) => message.messageId === id);
    return { message: byId(messageId), reply: byId(replyId) };
  };
