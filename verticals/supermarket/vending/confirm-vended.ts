import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { runAgain } from "../../../kernel/store/run-again.ts";
import type {
  ConfirmVendedRequest,
  VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import { reserveSold, sellReserved } from "../item/stock.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { loadVendOrder, parseVendOrderId } from "./load-vend-order.ts";
import { moveVend } from "./record-vend.ts";
import { piecesOf, toVendOrderMessage, type VendOrder } from "./vend-order.ts";

/** The item is gone although the money went back: said once, taken off the shelf, and left to people. */
const flagVended = async (parts: SupermarketParts, order: VendOrder, session: ClientSession): Promise<boolean> => {
  const filter = { _id: order._id, vendedAfterRefund: { $exists: false } };
  const matched = await updateRow(
    parts.vendOrders,
    { filter, update: { $set: { vendedAfterRefund: true } } },
    { session },
  );
  if (matched === 0) return false;
  await reserveSold(parts.items, piecesOf(order), session);
  await sellReserved(parts.items, piecesOf(order), session);
  return true;
};

/** Gives whether this call was the one that flagged it. */
const record = (parts: SupermarketParts, order: VendOrder): Promise<boolean> =>
  parts.store.transaction(async (session) => {
    if (await moveVend(parts, order, ["VENDING"], { state: "VENDED" }, session)) {
      await sellReserved(parts.items, piecesOf(order), session);
      return false;
    }
    const { state } = (await parts.vendOrders.findById(order._id, null, { session }).lean<VendOrder>()) ?? order;
    if (state === "FAILED" || state === "REFUNDED") return flagVended(parts, order, session);
    if (state !== "VENDED") throw supermarketReasons.error("VEND_ORDER_NOT_STARTED");
    return false;
  });

/** ConfirmVended: the machine gave it out. Money that was promised back stays promised; that both happened is flagged and counted. */
export const confirmVended =
  (parts: SupermarketParts): Handler<ConfirmVendedRequest, VendOrderMessage> =>
  async (request, { caller }) => {
    const id = parseVendOrderId(request);
    const order = await loadVendOrder(parts, id, caller);
    if (await runAgain(() => record(parts, order))) {
      parts.vends.inc({ outcome: "vended_after_refund" });
      parts.log.error({ vendOrderId: id, kioskId: order.kioskId }, "a machine gave out what was refunded already");
    }
    return toVendOrderMessage(await loadVendOrder(parts, id, caller));
  };
