import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  StartVendRequest,
  VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { loadVendOrder, parseVendOrderId } from "./load-vend-order.ts";
import { moveVend } from "./record-vend.ts";
import { beginTime, reportTime, toVendOrderMessage } from "./vend-order.ts";

/**
 * StartVend: committed before the machine is told, so that a crash in between ends in a refund and not in silence. The machine does each vend id once, and
 * begins none after its start_by_time: what is refunded for want of a report was then not begun, or is told afterwards and flagged.
 */
export const startVend =
  (parts: SupermarketParts): Handler<StartVendRequest, VendOrderMessage> =>
  async (request, { caller, now }) => {
    const id = parseVendOrderId(request);
    const order = await loadVendOrder(parts, id, caller);
    const vending = { state: "VENDING", startByTime: beginTime(now), dueTime: reportTime(now) } as const;
    await moveVend(parts, order, ["PAID"], vending);
    const after = await loadVendOrder(parts, id, caller);
    if (after.state !== "VENDING" && after.state !== "VENDED") throw supermarketReasons.error("VEND_ORDER_NOT_PAID");
    return toVendOrderMessage(after);
  };
