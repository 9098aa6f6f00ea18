import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { PayTradeRequest, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type {
  PayVendOrderRequest,
  VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { loadVendOrder, readVendOrderId } from "./load-vend-order.ts";
import { applyTrade, vendClaim } from "./settle-vend.ts";
import { toVendOrderMessage } from "./vend-order.ts";

const parse = (request: PayVendOrderRequest) => {
  const fields = readFields();
  const vendOrderId = readVendOrderId(fields, request.vendOrderId);
  const paymentCode = fields.matching("payment_code", request.paymentCode.trim(), /^[0-9]{16,24}$/, {
    en: "16 to 24 digits",
    zh: "须为 16 至 24 位数字",
  });
  fields.check();
  return { vendOrderId, paymentCode };
};

/**
 * PayVendOrder: pays the vend's trade by the code that was scanned. The key is made of vend and code: the same scan sent twice is one payment, and it cannot be
 * two anyhow, as there is one trade. Asked in the kiosk's name, under which payments counts wrong codes (P38).
 */
export const payVendOrder =
  (parts: SupermarketParts): Handler<PayVendOrderRequest, VendOrderMessage> =>
  async (request, { caller, deadline, signal, traceparent, now }) => {
    const { vendOrderId, paymentCode } = parse(request);
    const order = await loadVendOrder(parts, vendOrderId, caller);
    if (order.state !== "CHOSEN") throw supermarketReasons.error("VEND_ORDER_NOT_PAYABLE");
    const { merchantId, storeId, merchantTradeId, amount, subject, terminalId } = vendClaim(order);
    const claim = { merchantId, storeId, merchantTradeId, amount, subject, terminalId, paymentCode };
    const idempotencyKey = deriveId("att", order.chosenTime, order._id, paymentCode);
    const options = { caller, deadline, signal, traceparent, idempotencyKey };
    const trade = await parts.payments.payTrade({ ...PayTradeRequest.create(), ...claim }, options);
    await applyTrade(parts, order, trade, now);
    const waits = trade.state === TradeState.TRADE_STATE_PAYING;
    return toVendOrderMessage(await loadVendOrder(parts, vendOrderId, caller), waits);
  };
