import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Bill, ReleaseShareRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { restaurantReasons } from "../errors.ts";
import { loadOrder } from "../order/lock-order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isPaid, recordPaid, recordUnpaid } from "./conclude-share.ts";
import { endTrade } from "./end-trade.ts";
import { loadShare } from "./load-share.ts";
import { showBill } from "./share-message.ts";

/** Gives up a share that is not paid. One that somebody is paying is given up by them or the staff, when payments has closed its trade and not before. */
export const releaseShare =
  (parts: RestaurantParts): Handler<ReleaseShareRequest, Bill> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const shareId = fields.id("share_id", request.shareId, "shr");
    fields.check();
    const share = await loadShare(parts, shareId, caller);
    const isTheirs = share.payerUserId === caller.id || actsAtSite(caller, share.storeId);
    if (share.state === "PAYING" && !isTheirs) throw restaurantReasons.error("SHARE_TAKEN");
    const trade = share.state === "PAYING" ? await endTrade(parts, share) : undefined;
    if (share.state === "PAYING" && !trade) throw restaurantReasons.error("SHARE_TAKEN");
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      if (trade && isPaid(trade)) await recordPaid(parts, share, trade, work);
      else await recordUnpaid(parts, share, "RELEASED", work);
    });
    return showBill(parts, await loadOrder(parts, share.orderId, caller), caller);
  };
