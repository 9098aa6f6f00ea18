import { chinaTime } from "../../../../kernel/time/china-time.ts";
import {
  type Channel,
  ChannelId,
  type ChannelPayment,
  type ChannelPaymentRef,
  type ChannelRefund,
  type ChannelTimes,
} from "../channel.ts";
import { CURRENCY_NOT_TAKEN, isTaken } from "../wire/answers.ts";
import { readAsked, readPaymentAsked } from "../wire/ask-with.ts";
import type { Party } from "../wire/party.ts";
import { askUnionpay } from "./ask-unionpay.ts";
import { readPayment, readQuery, readRefund, readRefundQuery, readReverse } from "./read-unionpay.ts";
import type { FormFields } from "./unionpay-signature.ts";

/** UnionPay reverses a trade on its own business day only: the window is the outer bound, and it answers TOO_LATE where the day has passed. */
const TIMES: ChannelTimes = {
  callTimeoutMs: 3_500,
  firstQueryMs: 4_000,
  queryEveryMs: 4_000,
  deadlineMs: 60_000,
  minReverseAgeMs: 0,
  reverseWindowMs: 24 * 60 * 60_000,
  visibilityDelayMs: 5_000,
};

const TRANSACT = "/gateway/api/backTransReq.do";
const QUERY = "/gateway/api/queryTrans.do";

const headOf = ({ merchantId, createTime }: ChannelPaymentRef): FormFields => ({
  bizType: "000000",
  channelType: "08",
  accessType: "1",
  acqInsCode: "paywindow",
  merId: merchantId,
  txnTime: chinaTime(createTime).replace(/\D/g, ""),
});

const paymentForm = (payment: ChannelPayment, noticeUrl: string | undefined): FormFields => {
  const { instrument } = payment;
  if (!("code" in instrument)) throw new TypeError("a wallet is paid with a scanned code");
  return {
    ...headOf(payment),
    ...{ txnType: "01", txnSubType: "06", orderId: payment.attemptId, qrNo: instrument.code },
    ...{ txnAmt: String(payment.amount), currencyCode: "156", orderDesc: payment.subject, backUrl: noticeUrl ?? "" },
  };
};

const refundForm = (refund: ChannelRefund): FormFields => ({
  ...headOf(refund),
  ...{ txnType: "04", txnSubType: "00", orderId: refund.refundId, origOrderId: refund.attemptId },
  txnAmt: String(refund.refundAmount),
});

const queryForm = (ref: ChannelPaymentRef, orderId: string): FormFields => ({
  ...headOf(ref),
  ...{ txnType: "00", txnSubType: "00", orderId },
});

/** The UnionPay-like wallet (codes 62): signed form fields over HTTP, as UnionPay 5.1. */
export const unionpayLike = (party: Party): Channel => ({
  channelId: ChannelId.UNIONPAY_LIKE,
  times: TIMES,
  pay: async (payment, signal) => {
    if (!isTaken(payment)) return CURRENCY_NOT_TAKEN;
    const form = paymentForm(payment, party.noticeUrl);
    return readPaymentAsked(await askUnionpay(party, TRANSACT, form, signal), (proven) => readPayment(proven, payment));
  },
  query: async (payment, signal) =>
    readAsked(await askUnionpay(party, QUERY, queryForm(payment, payment.attemptId), signal), (proven) =>
      readQuery(proven, payment),
    ),
  reverse: async (payment, signal) => {
    const form = { ...headOf(payment), txnType: "99", txnSubType: "01", orderId: payment.attemptId };
    return readAsked(await askUnionpay(party, TRANSACT, form, signal), (proven) => readReverse(proven, payment));
  },
  refund: async (refund, signal) =>
    readAsked(await askUnionpay(party, TRANSACT, refundForm(refund), signal), (proven) => readRefund(proven, refund)),
  queryRefund: async (refund, signal) =>
    readAsked(await askUnionpay(party, QUERY, queryForm(refund, refund.refundId), signal), (proven) =>
      readRefundQuery(proven, refund),
    ),
});
