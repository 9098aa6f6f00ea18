import { consume, type EventConsumer } from "../../../kernel/events/event.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { ContentParts } from "../content-parts.ts";
import { tradePaid } from "../events.ts";
import { publishedOf } from "../window/window.ts";
import { findFollower, recordFollow } from "./record-follow.ts";

/**
 * W6: who has paid a merchant follows its window, unless they have ever been asked and left: a row of theirs, following or not, is their own decision and no
 * payment changes it. A merchant without a published window, and a payer of another wallet, make no follower.
 */
export const followPayerConsumer = (parts: ContentParts): EventConsumer =>
  consume(tradePaid, "follow-payer", async ({ trade }, { session, now, traceparent }) => {
    if (!trade || !isId("usr", trade.payerUserId)) return;
    const row = await findRow(parts.windows, { merchantId: trade.merchantId }, session);
    const window = publishedOf(row);
    if (!row || !window) return;
    if (await findFollower(parts, row._id, trade.payerUserId, { session })) return;
    const follow = { userId: trade.payerUserId, channel: "PAYMENT" as const, before: null };
    await recordFollow(parts, { ...window, autoReplies: row.autoReplies }, follow, { session, now, traceparent });
  });
