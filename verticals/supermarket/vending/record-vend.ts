import type { ClientSession } from "mongoose";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { isFinal, isPaid } from "../checkout/settle-trade.ts";
import { releaseReserved } from "../item/stock.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { assertPaysVend, type Failure, piecesOf, startTime, type VendOrder, type VendState } from "./vend-order.ts";

/** Moves a vend out of one of the states, in the given transaction. False, and nothing written, where another was first. */
export const moveVend = async (
  { vendOrders }: Pick<SupermarketParts, "vendOrders">,
  { _id }: VendOrder,
  from: readonly VendState[],
  change: Partial<VendOrder>,
  session?: ClientSession,
): Promise<boolean> => {
  const filter = { _id, state: { $in: [...from] } };
  return (await updateRow(vendOrders, { filter, update: { $set: { ...change, looks: 0 } } }, { session })) === 1;
};

/** What a final trade makes of a vend that waits for it: PAID, or CLOSED with its item back on the shelf. A trade in motion makes nothing of it. */
export const recordTrade = async (
  parts: SupermarketParts,
  order: VendOrder,
  trade: Trade,
  { session, now }: { readonly session: ClientSession; readonly now: Date },
): Promise<void> => {
  if (isPaid(trade)) {
    assertPaysVend(order, trade);
    const paid = { state: "PAID", payerDisplayName: trade.payerDisplayName, dueTime: startTime(now) } as const;
    await moveVend(parts, order, ["CHOSEN"], paid, session);
  } else if (isFinal(trade)) {
    const closed = await moveVend(parts, order, ["CHOSEN"], { state: "CLOSED" }, session);
    if (closed) await releaseReserved(parts.items, piecesOf(order), session);
  }
};

/** The item stays in the machine: it is back on the shelf, and from now on the money goes back, whoever asks for what. False where another was first. */
export const recordFailed = (
  parts: SupermarketParts,
  order: VendOrder,
  from: readonly VendState[],
  failure: Failure,
  now: Date,
): Promise<boolean> =>
  parts.store.transaction(async (session) => {
    if (!(await moveVend(parts, order, from, { state: "FAILED", failure, dueTime: now }, session))) return false;
    await releaseReserved(parts.items, piecesOf(order), session);
    return true;
  });
