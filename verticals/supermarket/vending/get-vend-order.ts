import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  GetVendOrderRequest,
  VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { loadVendOrder, parseVendOrderId } from "./load-vend-order.ts";
import { toVendOrderMessage } from "./vend-order.ts";

/** The vend as it is now. */
export const getVendOrder =
  (parts: SupermarketParts): Handler<GetVendOrderRequest, VendOrderMessage> =>
  async (request, { caller }) =>
    toVendOrderMessage(await loadVendOrder(parts, parseVendOrderId(request), caller));
