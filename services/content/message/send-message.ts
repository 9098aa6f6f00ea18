import type { ClientSession } from "mongoose";
import { serviceOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import {
  DeliveryOutcome,
  SendMessageRequest,
  type SendMessageResponse,
} from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { followerIdOf } from "../follow/follower-model.ts";
import { readLines, readLinkOrNone, readMessageKey, readText } from "../read-text.ts";
import { publishedOf } from "../window/window.ts";
import type { WindowRow } from "../window/window-model.ts";
import { deliverMessage } from "./deliver-message.ts";
import { kindOf } from "./message.ts";
import { sayOnce } from "./say-once.ts";

/** What services may send; the others are made here. */
const SENDABLE = ["SERVICE", "RECEIPT", "PROMOTION"];

const parse = (request: SendMessageRequest) => {
  const fields = readFields();
  const key = readMessageKey(fields, request.messageKey);
  const userId = fields.id("user_id", request.userId, "usr");
  if ((request.merchantId === "") === (request.windowId === ""))
    fields.refuse({
      field: "merchant_id",
      en: "either merchant_id or window_id",
      zh: "merchant_id 与 window_id 二选一",
    });
  else if (request.merchantId === "") fields.id("window_id", request.windowId, "win");
  else fields.id("merchant_id", request.merchantId, "mer");
  const kind = kindOf(request.kind);
  if (!kind || !SENDABLE.includes(kind))
    fields.refuse({ field: "kind", en: "SERVICE, RECEIPT or PROMOTION", zh: "须为 SERVICE、RECEIPT 或 PROMOTION" });
  const text = {
    title: readText(fields, "title", request.title, 64),
    body: readLines(fields, "body", request.body, 1_000),
    link: readLinkOrNone(fields, "link", request.link),
  };
  fields.check();
  return { key, userId, kind: kind ?? "SERVICE", text };
};

/** The window that the message comes from; a merchant may have none. @throws WINDOW_NOT_FOUND for a window_id that there is not. */
const findSender = async (
  { windows }: ContentParts,
  { windowId, merchantId }: SendMessageRequest,
  session: ClientSession,
): Promise<WindowRow | null> => {
  if (windowId === "") return findRow(windows, { merchantId }, session);
  const row = await findRow(windows, { _id: windowId }, session);
  if (!row) throw contentReasons.error("WINDOW_NOT_FOUND");
  return row;
};

/** Whether the user follows it in this very transaction: an unfollow that is committed stops what comes after it (W5). */
const follows = async (
  { followers }: ContentParts,
  windowId: string | undefined,
  userId: string,
  session: ClientSession,
): Promise<boolean> => {
  if (windowId === undefined) return false;
  return (await findRow(followers, { _id: followerIdOf(windowId, userId) }, session))?.following ?? false;
};

/** SendMessage: what concerns the user's own affairs arrives in any case, a promotion only with those who follow. */
export const sendMessage =
  (parts: ContentParts): Handler<SendMessageRequest, SendMessageResponse> =>
  async (request, { caller, now, traceparent }) => {
    const sender = serviceOf(caller);
    const { key, userId, kind, text } = parse(request);
    const encoded = SendMessageRequest.encode(request).finish();
    const { messageId } = await sayOnce(parts, { sender, key, request: encoded }, async (session) => {
      const from = await findSender(parts, request, session);
      if (kind === "PROMOTION" && !(await follows(parts, from?._id, userId, session)))
        return { messageId: "", replyId: "" };
      const merchantId = from?.merchantId ?? request.merchantId;
      const origin = { userId, windowId: from?._id ?? "", merchantId, kind, text, sendTime: now };
      const row = { _id: deriveId("msg", now, sender, key), ...origin };
      await deliverMessage(parts, row, publishedOf(from), { session, now, traceparent });
      return { messageId: row._id, replyId: "" };
    });
    const outcome =
      messageId === "" ? DeliveryOutcome.DELIVERY_OUTCOME_EXCLUDED : DeliveryOutcome.DELIVERY_OUTCOME_DELIVERED;
    return { outcome, messageId };
  };
