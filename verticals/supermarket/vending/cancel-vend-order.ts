import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  CancelVendOrderRequest,
  VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { loadVendOrder, parseVendOrderId } from "./load-vend-order.ts";
import { settleVend } from "./settle-vend.ts";
import { toVendOrderMessage } from "./vend-order.ts";

/** CancelVendOrder: nobody pays any more, or somebody has paid; payments decides which. */
export const cancelVendOrder =
  (parts: SupermarketParts): Handler<CancelVendOrderRequest, VendOrderMessage> =>
  async (request, { caller, now }) => {
    const id = parseVendOrderId(request);
    const order = await loadVendOrder(parts, id, caller);
    if (order.state === "CHOSEN") await settleVend(parts, order, now);
    return toVendOrderMessage(await loadVendOrder(parts, id, caller));
  };
