import type { RepaymentRow } from "../credit/repayment-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import type { TradeRow } from "../trade/trade-model.ts";
import type { TransferRow } from "../transfer/transfer-model.ts";
import { maskName } from "../wallet/wallet.ts";
import { type Bill, BillKind, type BillQuery } from "./bill.ts";

/** Where the lines of one kind come from: the first ones that the query allows, by an index on (user, time, id). */
type BillSource = (parts: PaymentsParts, query: BillQuery) => Promise<Bill[]>;

/** The filter that all sources share, by the names of their own fields. */
const filterOf = (query: BillQuery, { time, texts }: { readonly time: string; readonly texts: readonly string[] }) => {
  const { fromTime, toTime, after, search } = query;
  const range = {
    ...(fromTime && { $gte: fromTime }),
    ...(toTime && { $lt: toTime }),
    ...(after && { $lte: after.billTime }),
  };
  const conditions = [
    ...(Object.keys(range).length > 0 ? [{ [time]: range }] : []),
    ...(after ? [{ $or: [{ [time]: { $lt: after.billTime } }, { _id: { $lt: after.billId } }] }] : []),
    ...(search ? [{ $or: texts.map((field) => ({ [field]: { $regex: literally(search), $options: "i" } })) }] : []),
  ];
  return conditions.length > 0 ? { $and: conditions } : {};
};

/** What the user typed is looked for as it is: none of it is an expression. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

const amountRange = ({ minAmount, maxAmount }: BillQuery) =>
  minAmount === undefined && maxAmount === undefined
    ? undefined
    : { ...(minAmount !== undefined && { $gte: minAmount }), ...(maxAmount !== undefined && { $lte: maxAmount }) };

const amountFilter = (query: BillQuery) => {
  const amount = amountRange(query);
  return amount && { amount };
};

/** A payment's line shows what was paid; before it is, what is claimed. */
const paidFilter = (query: BillQuery) => {
  const amount = amountRange(query);
  return amount && { $or: [{ paidAmount: amount }, { paidAmount: { $exists: false }, amount }] };
};

const payments: BillSource = async ({ trades }, query) => {
  const shared = filterOf(query, { time: "billTime", texts: ["subject", "merchantTradeId", "_id"] });
  const rows = await trades
    .find({ payerUserId: query.userId, ...shared, ...paidFilter(query) })
    .sort({ billTime: -1, _id: -1 })
    .limit(query.limit)
    .lean<TradeRow[]>();
  return rows.map(paymentBill);
};

export const paymentBill = (trade: TradeRow): Bill => ({
  billId: trade._id,
  kind: BillKind.PAYMENT,
  title: trade.subject,
  counterparty: "",
  merchantId: trade.merchantId,
  tradeId: trade._id,
  counterpartyNumber: trade.merchantTradeId,
  amount: trade.paidAmount ?? trade.amount,
  currencyCode: trade.currencyCode,
  ...(trade.refundedAmount > 0n && { refundedAmount: trade.refundedAmount }),
  billTime: trade.billTime ?? trade.createTime,
  state: trade.state,
});

const refunds: BillSource = async ({ refunds: rowsOf }, query) => {
  const shared = filterOf(query, { time: "refundTime", texts: ["refundReason", "merchantRefundId", "tradeId", "_id"] });
  const rows = await rowsOf
    .find({ payerUserId: query.userId, ...shared, ...amountFilter(query) })
    .sort({ refundTime: -1, _id: -1 })
    .limit(query.limit)
    .lean<RefundRow[]>();
  return rows.map(refundBill);
};

/** Rows of earlier versions have no state: they were written when the money had moved. */
export const refundBill = (refund: RefundRow & { readonly state?: string }): Bill => ({
  billId: refund._id,
  kind: BillKind.REFUND,
  title: refund.refundReason,
  counterparty: "",
  merchantId: refund.merchantId,
  tradeId: refund.tradeId,
  counterpartyNumber: refund.merchantRefundId,
  amount: refund.amount,
  currencyCode: refund.currencyCode,
  billTime: refund.refundTime,
  state: refund.state ?? "SUCCESS",
});

/** The payee reads no number of the payer's, and neither reads the other's full name nor finds a line by it. */
const transfers =
  (side: "payerUserId" | "payeeUserId"): BillSource =>
  async ({ transfers: rowsOf }, query) => {
    const texts = side === "payerUserId" ? ["note", "transferRequestId", "_id"] : ["note", "_id"];
    const shared = filterOf(query, { time: "transferTime", texts });
    const rows = await rowsOf
      .find({ [side]: query.userId, ...shared, ...amountFilter(query) })
      .sort({ transferTime: -1, _id: -1 })
      .limit(query.limit)
      .lean<TransferRow[]>();
    return rows.map((row) => transferBill(row, query.userId));
  };

export const transferBill = (transfer: TransferRow, userId: string): Bill => {
  const isPayer = transfer.payerUserId === userId;
  return {
    billId: transfer._id,
    kind: isPayer ? BillKind.TRANSFER_OUT : BillKind.TRANSFER_IN,
    title: transfer.note,
    counterparty: maskName(isPayer ? transfer.payeeDisplayName : transfer.payerDisplayName),
    counterpartyNumber: isPayer ? transfer.transferRequestId : "",
    amount: transfer.amount,
    currencyCode: transfer.currencyCode,
    billTime: transfer.transferTime,
    state: "SUCCESS",
  };
};

const repayments: BillSource = async ({ repayments: rowsOf }, query) => {
  const shared = filterOf(query, { time: "repayTime", texts: ["repayRequestId", "_id"] });
  const rows = await rowsOf
    .find({ userId: query.userId, ...shared, ...amountFilter(query) })
    .sort({ repayTime: -1, _id: -1 })
    .limit(query.limit)
    .lean<RepaymentRow[]>();
  return rows.map(repaymentBill);
};

export const repaymentBill = (repayment: RepaymentRow): Bill => ({
  billId: repayment._id,
  kind: BillKind.REPAYMENT,
  title: "",
  counterparty: "",
  counterpartyNumber: repayment.repayRequestId,
  amount: repayment.amount,
  currencyCode: repayment.currencyCode,
  billTime: repayment.repayTime,
  state: "SUCCESS",
});

/** One source per kind. */
export const billSources: Readonly<Record<BillKind, BillSource>> = {
  PAYMENT: payments,
  REFUND: refunds,
  TRANSFER_OUT: transfers("payerUserId"),
  TRANSFER_IN: transfers("payeeUserId"),
  REPAYMENT: repayments,
};
