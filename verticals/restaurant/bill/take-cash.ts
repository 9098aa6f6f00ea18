import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  BillShare as BillShareMessage,
  TakeCashRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { tenderOf } from "./claims.ts";
import { recordPaid } from "./conclude-share.ts";
import { endRefused, isRefusal } from "./end-trade.ts";
import { loadShare } from "./load-share.ts";
import type { BillShare } from "./share.ts";
import { toShareMessage } from "./share-message.ts";
import { takeShare } from "./take-share.ts";

const checkReceived = (share: BillShare, received: Money | undefined): void => {
  const isEnough = !received || (received.currencyCode === share.currencyCode && received.minorUnits >= share.amount);
  if (!isEnough) throw restaurantReasons.error("CASH_TOO_LITTLE");
};

const record = async (
  parts: RestaurantParts,
  share: BillShare,
  { now, traceparent, deadline, signal }: CallContext,
): Promise<void> => {
  try {
    const trade = await parts.payments.recordTender(tenderOf(share), { deadline, signal, traceparent });
    await parts.store.transaction((session) => recordPaid(parts, share, trade, { session, now, traceparent }));
  } catch (error) {
    if (!isRefusal(error) || !(await endRefused(parts, share, { now, traceparent }))) throw error;
  }
};

/** Notes that a waiter took cash for a share: like any other payment it becomes a trade, by which it can be given back. */
export const takeCash =
  (parts: RestaurantParts): Handler<TakeCashRequest, BillShareMessage> =>
  async (request, context) => {
    const { caller, now, traceparent } = context;
    const fields = readFields();
    const shareId = fields.id("share_id", request.shareId, "shr");
    const received = request.receivedAmount && fields.amount("received_amount", request.receivedAmount);
    fields.check();
    const named = await loadShare(parts, shareId, caller);
    if (named.state === "PAYING" && !named.cash) throw restaurantReasons.error("SHARE_TAKEN");
    checkReceived(named, received);
    const share = await parts.store.transaction((session) =>
      takeShare(parts, named, { payerUserId: "", cash: true }, { session, now, traceparent }),
    );
    if (share.state === "PAYING") await record(parts, share, context);
    return toShareMessage((await findRow(parts.shares, { _id: shareId })) as BillShare, caller);
  };
