import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { MoveContext } from "../appointment/moves.ts";
import { itemsChanged } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { assertPays } from "../payment/claim.ts";
import { isPaid, settleTrade } from "../payment/settle-trade.ts";
import { type BillRow, billClaim } from "./item.ts";

/** OPEN → PAID with its items, once; or OPEN → RELEASED, and its items are open again. A bill that is concluded stays as it is. */
export const concludeBill = async (
  parts: HospitalParts,
  trade: Trade,
  paid: boolean,
  context: MoveContext,
): Promise<void> => {
  const { session, now, traceparent } = context;
  const bill = await findRow(parts.bills, { _id: trade.merchantTradeId }, session);
  if (!bill || bill.merchantId !== trade.merchantId) return;
  if (paid) assertPays(billClaim(bill), trade);
  const state = paid ? "PAID" : "RELEASED";
  const open = { _id: bill._id, state: "OPEN" } as const;
  if ((await updateRow(parts.bills, { filter: open, update: { $set: { state } } }, { session })) === 0) {
    if (paid && bill.state === "RELEASED")
      throw new Error(`the trade ${trade.tradeId} is paid, but its bill was released`);
    return;
  }
  const change = paid ? ({ state: "PAID" } as const) : ({ state: "OPEN", billId: "" } as const);
  await parts.items.updateMany({ billId: bill._id, state: "IN_PAYMENT" }, { $set: change }, { session });
  const payload = { userId: bill.userId, storeId: bill.storeId };
  await parts.outbox.append(session, itemsChanged, payload, { now, traceparent, key: bill._id });
};

/** Ends an open bill by what becomes of its trade, and gives it as it is then; OPEN still while it is being paid at this moment. */
export const settleBill = async (
  parts: HospitalParts,
  bill: BillRow,
  { now, traceparent }: { readonly now: Date; readonly traceparent: string },
): Promise<BillRow> => {
  const trade = await settleTrade(parts, billClaim(bill));
  if (!trade) return bill;
  return parts.store.transaction(async (session) => {
    await concludeBill(parts, trade, isPaid(trade), { session, now, traceparent });
    return (await findRow(parts.bills, { _id: bill._id }, session)) ?? bill;
  });
};
