import type { Handler } from "../../../kernel/contract/contract.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { ConfirmOutsideOrderRequest, OutsideOrder } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { takeFrom } from "../account/account-model.ts";
import { requireOperator } from "../callers.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { parseOrderId } from "./get-outside-order.ts";
import { judgeConfirmation } from "./order.ts";
import { readOrderMessage } from "./order-message.ts";
import type { OrderRow } from "./order-model.ts";

/** The money moves only now, so it may be gone by now. */
const changesOf = async (
  verdict: "PAID" | "FAILED",
  draw: () => Promise<boolean>,
  now: Date,
): Promise<Partial<OrderRow>> => {
  if (verdict === "FAILED") return { state: "FAILED", refusal: "PAYER_REFUSED" };
  return (await draw()) ? { state: "PAID", payTime: now } : { state: "FAILED", refusal: "BALANCE_SHORT" };
};

/** ConfirmOutsideOrder: the payer types the password on their phone, or refuses. */
export const confirmOutsideOrder =
  (parts: OutsideParts): Handler<ConfirmOutsideOrderRequest, OutsideOrder> =>
  async (request, { caller, now }) => {
    requireOperator(caller);
    const _id = parseOrderId(request);
    const confirmed = await parts.store.transaction(async (session) => {
      const order = await findRow(parts.orders, { _id }, session);
      const verdict = order && judgeConfirmation(order, request.refuse, now);
      if (!verdict || !order.accountId) return undefined;
      const { accountId, amount } = order;
      const changes = await changesOf(verdict, () => takeFrom(parts.accounts, accountId, amount, session), now);
      await updateRow(parts.orders, { filter: { _id }, update: { $set: changes } }, { session });
      return { ...order, ...changes };
    });
    if (confirmed?.state === "PAID") for (const hear of parts.paidListeners) hear(confirmed);
    return readOrderMessage(parts, _id);
  };
