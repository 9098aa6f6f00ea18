import { money } from "../../../kernel/money/money.ts";
import { type Bill as BillMessage, BillKind as KindNumber } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Bill, BillKind } from "./bill.ts";

export const KIND_NUMBERS: Readonly<Record<BillKind, KindNumber>> = {
  PAYMENT: KindNumber.BILL_KIND_PAYMENT,
  REFUND: KindNumber.BILL_KIND_REFUND,
  TRANSFER_OUT: KindNumber.BILL_KIND_TRANSFER_OUT,
  TRANSFER_IN: KindNumber.BILL_KIND_TRANSFER_IN,
  REPAYMENT: KindNumber.BILL_KIND_REPAYMENT,
};

/** Lines in the contract's words. The merchants' names come by one look-up for all of them. */
export const billMessages = async (
  { merchants }: Pick<PaymentsParts, "merchants">,
  bills: readonly Bill[],
): Promise<BillMessage[]> => {
  const merchantIds = [...new Set(bills.flatMap(({ merchantId }) => merchantId ?? []))];
  const rows = merchantIds.length === 0 ? [] : await merchants.find({ _id: { $in: merchantIds } }, { name: 1 }).lean();
  const nameOf = new Map(rows.map(({ _id, name }) => [_id, name]));
  return bills.map((bill) => ({
    billId: bill.billId,
    kind: KIND_NUMBERS[bill.kind],
    title: bill.title,
    counterparty: bill.merchantId ? (nameOf.get(bill.merchantId) ?? "") : bill.counterparty,
    amount: money(bill.amount, bill.currencyCode),
    refundedAmount: bill.refundedAmount === undefined ? undefined : money(bill.refundedAmount, bill.currencyCode),
    billTime: bill.billTime,
    state: bill.state,
  }));
};
