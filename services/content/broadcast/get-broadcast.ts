import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { Broadcast, GetBroadcastRequest } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import { managerOf } from "../callers.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { showBroadcasts } from "./broadcast.ts";

/** GetBroadcast: its totals as they are committed. Another merchant's is not there. */
export const getBroadcast =
  (parts: ContentParts): Handler<GetBroadcastRequest, Broadcast> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const _id = fields.id("broadcast_id", request.broadcastId, "brc");
    fields.check();
    managerOf(caller, merchantId);
    const row = await findRow(parts.broadcasts, { _id, merchantId });
    if (!row) throw contentReasons.error("BROADCAST_NOT_FOUND");
    const [shown] = await showBroadcasts(parts, [row]);
    return shown as Broadcast;
  };
