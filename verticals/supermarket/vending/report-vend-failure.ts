import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import {
  type ReportVendFailureRequest,
  VendFailure,
  type VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { loadVendOrder, readVendOrderId } from "./load-vend-order.ts";
import { recordFailed } from "./record-vend.ts";
import { refundVend } from "./refund-vend.ts";
import { type Failure, toVendOrderMessage } from "./vend-order.ts";

/** What a machine may say of itself. */
const FAILURES: ReadonlyMap<VendFailure, Failure> = new Map([
  [VendFailure.VEND_FAILURE_JAMMED, "JAMMED"],
  [VendFailure.VEND_FAILURE_EMPTY, "EMPTY"],
  [VendFailure.VEND_FAILURE_MACHINE_DOWN, "MACHINE_DOWN"],
]);

const parse = (request: ReportVendFailureRequest) => {
  const fields = readFields();
  const vendOrderId = readVendOrderId(fields, request.vendOrderId);
  const failure = FAILURES.get(request.failure);
  if (!failure)
    fields.refuse({
      field: "failure",
      en: "VEND_FAILURE_JAMMED, VEND_FAILURE_EMPTY or VEND_FAILURE_MACHINE_DOWN",
      zh: "须为 VEND_FAILURE_JAMMED、VEND_FAILURE_EMPTY 或 VEND_FAILURE_MACHINE_DOWN",
    });
  fields.check();
  return { vendOrderId, failure: failure! };
};

/** ReportVendFailure: nothing came out, so all of the money goes back: now where payments is there, else by the recovery. */
export const reportVendFailure =
  (parts: SupermarketParts): Handler<ReportVendFailureRequest, VendOrderMessage> =>
  async (request, { caller, now }) => {
    const { vendOrderId, failure } = parse(request);
    const order = await loadVendOrder(parts, vendOrderId, caller);
    if (await recordFailed(parts, order, ["PAID", "VENDING"], failure, now)) parts.vends.inc({ outcome: "failed" });
    const after = await loadVendOrder(parts, vendOrderId, caller);
    if (after.state === "CHOSEN" || after.state === "CLOSED") throw supermarketReasons.error("VEND_ORDER_NOT_PAID");
    if (after.state === "VENDED") throw supermarketReasons.error("VEND_ORDER_VENDED");
    if (after.state === "FAILED")
      await refundVend(parts, after).catch((error: unknown) =>
        parts.log.warn({ err: error, vendOrderId }, "a vend's refund is left to the recovery"),
      );
    return toVendOrderMessage(await loadVendOrder(parts, vendOrderId, caller));
  };
