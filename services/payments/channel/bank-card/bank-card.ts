import { type Channel, ChannelId, type ChannelPayment, type ChannelTimes } from "../channel.ts";
import { CURRENCY_NOT_TAKEN, isTaken } from "../wire/answers.ts";
import { readAsked, readPaymentAsked } from "../wire/ask-with.ts";
import type { Party } from "../wire/party.ts";
import { askBank } from "./ask-bank.ts";
import { readInquiry, readPurchase, readRefund, readRefundInquiry, readReversal } from "./read-bank.ts";

/** A switch answers at once or not at all; its records are there within seconds, and it reverses within a day. */
const TIMES: ChannelTimes = {
  callTimeoutMs: 3_500,
  firstQueryMs: 3_000,
  queryEveryMs: 3_000,
  deadlineMs: 60_000,
  minReverseAgeMs: 0,
  reverseWindowMs: 24 * 60 * 60_000,
  visibilityDelayMs: 5_000,
};

const purchaseFields = (payment: ChannelPayment, noticeUrl: string | undefined): object => {
  const { instrument } = payment;
  if (!("cardToken" in instrument)) throw new TypeError("a bank card is paid with its token");
  return {
    retrievalReference: payment.attemptId,
    cardAcceptorId: payment.merchantId,
    amount: String(payment.amount),
    currency: "156",
    cardToken: instrument.cardToken,
    ...(noticeUrl && { notifyUrl: noticeUrl }),
  };
};

/** Bound bank cards, through a bank switch: JSON with an HMAC both ways, response codes of ISO 8583. */
export const bankCard = (party: Party): Channel => ({
  channelId: ChannelId.BANK_CARD,
  times: TIMES,
  pay: async (payment, signal) => {
    if (!isTaken(payment)) return CURRENCY_NOT_TAKEN;
    const fields = purchaseFields(payment, party.noticeUrl);
    return readPaymentAsked(await askBank(party, "/v1/purchase", fields, signal), (proven) =>
      readPurchase(proven, payment),
    );
  },
  query: async (payment, signal) => {
    const fields = { retrievalReference: payment.attemptId };
    return readAsked(await askBank(party, "/v1/inquiry", fields, signal), (proven) => readInquiry(proven, payment));
  },
  reverse: async (payment, signal) => {
    const fields = { retrievalReference: payment.attemptId, cardAcceptorId: payment.merchantId };
    return readAsked(await askBank(party, "/v1/reversal", fields, signal), (proven) => readReversal(proven, payment));
  },
  refund: async (refund, signal) => {
    const fields = {
      refundReference: refund.refundId,
      retrievalReference: refund.attemptId,
      cardAcceptorId: refund.merchantId,
      amount: String(refund.refundAmount),
    };
    return readAsked(await askBank(party, "/v1/refund", fields, signal), (proven) => readRefund(proven, refund));
  },
  queryRefund: async (refund, signal) => {
    const fields = { refundReference: refund.refundId };
    return readAsked(await askBank(party, "/v1/refund-inquiry", fields, signal), (proven) =>
      readRefundInquiry(proven, refund),
    );
  },
});
