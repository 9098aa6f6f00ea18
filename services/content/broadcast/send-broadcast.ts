import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { Broadcast, SendBroadcastRequest } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import { managerOf } from "../callers.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import type { MessageText } from "../message/message.ts";
import { readLines, readLinkOrNone, readText } from "../read-text.ts";
import { loadOwnWindow } from "../window/load-desk.ts";
import { showBroadcasts } from "./broadcast.ts";
import type { BroadcastRow } from "./broadcast-model.ts";

const parse = (request: SendBroadcastRequest) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const text: MessageText = {
    title: readText(fields, "title", request.title, 64),
    body: readLines(fields, "body", request.body, 1_000),
    link: readLinkOrNone(fields, "link", request.link),
  };
  fields.check();
  return { merchantId, text };
};

/** What is sent, by whom and when. */
type Order = Pick<BroadcastRow, "_id" | "merchantId" | "senderId" | "text" | "sendTime">;

/** Fixes the audience and puts the broadcast on its way; the job does the rest. The window's audience row is written, so no follow slips in between. */
const begin = async (parts: ContentParts, order: Order, session: ClientSession): Promise<BroadcastRow> => {
  const { _id: windowId, version } = await loadOwnWindow(parts, order.merchantId, session);
  if (version === 0) throw contentReasons.error("WINDOW_NOT_PUBLISHED");
  const audience = await findRow(parts.audiences, { _id: windowId }, session);
  if (audience?.sendingId !== "") throw contentReasons.error("BROADCAST_UNDER_WAY");
  const { followSeq: audienceSeq, followerCount: audienceCount } = audience;
  const counts = { sentCount: 0, failedCount: 0, excludedCount: 0 };
  const row = { ...order, windowId, state: "SENDING" as const, audienceSeq, audienceCount, cursor: "", ...counts };
  await insertRow(parts.broadcasts, row, session);
  await updateRow(
    parts.audiences,
    { filter: { _id: windowId }, update: { $set: { sendingId: order._id } } },
    { session },
  );
  return row;
};

/** SendBroadcast: who follows now is the audience, one broadcast of a window at a time. */
export const sendBroadcast =
  (parts: ContentParts): Handler<SendBroadcastRequest, Broadcast> =>
  async (request, context) => {
    const { merchantId, text } = parse(request);
    const senderId = managerOf(context.caller, merchantId);
    const { idempotencyKey: key, now } = context;
    const order = { _id: deriveId("brc", now, merchantId, key), merchantId, senderId, text, sendTime: now };
    const encoded = SendBroadcastRequest.encode(request).finish();
    return parts.idempotency.run(
      { rpc: "sendBroadcast", scope: merchantId, key, request: encoded, codec: Broadcast, context },
      async (session) => {
        const [shown] = await showBroadcasts(parts, [await begin(parts, order, session)]);
        return shown as Broadcast;
      },
    );
  };
