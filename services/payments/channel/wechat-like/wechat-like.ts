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
import { askWechat } from "./ask-wechat.ts";
import { readPayment, readQuery, readRefund, readRefundQuery, readReverse } from "./read-wechat.ts";

/** WeChat Pay's own figures for 付款码支付. */
const TIMES: ChannelTimes = {
  callTimeoutMs: 3_500,
  firstQueryMs: 4_000,
  queryEveryMs: 4_000,
  deadlineMs: 45_000,
  minReverseAgeMs: 15_000,
  reverseWindowMs: 7 * 24 * 60 * 60_000,
  visibilityDelayMs: 5_000,
};

const TRANSACTIONS = "/v3/pay/partner/transactions";
const REFUNDS = "/v3/refund/domestic/refunds";

const orderPath = ({ attemptId }: ChannelPaymentRef): string =>
  `${TRANSACTIONS}/out-trade-no/${encodeURIComponent(attemptId)}`;

const partners = ({ merchantId }: ChannelPaymentRef): string =>
  new URLSearchParams({ sp_mchid: "paywindow", sub_mchid: merchantId }).toString();

const paymentFields = (payment: ChannelPayment, noticeUrl: string | undefined): object => {
  const { instrument } = payment;
  if (!("code" in instrument)) throw new TypeError("a wallet is paid with a scanned code");
  return {
    sp_mchid: "paywindow",
    sub_mchid: payment.merchantId,
    description: payment.subject,
    out_trade_no: payment.attemptId,
    amount: { total: Number(payment.amount), currency: payment.currencyCode },
    payer: { auth_code: instrument.code },
    ...(noticeUrl && { notify_url: noticeUrl }),
  };
};

const refundFields = (refund: ChannelRefund): object => ({
  sub_mchid: refund.merchantId,
  out_trade_no: refund.attemptId,
  out_refund_no: refund.refundId,
  amount: { refund: Number(refund.refundAmount), total: Number(refund.amount), currency: refund.currencyCode },
});

/** The WeChat-like wallet (codes 10 to 15): JSON over HTTP with RSA-SHA256 both ways, as WeChat Pay v3 for service providers. */
export const wechatLike = (party: Party): Channel => ({
  channelId: ChannelId.WECHAT_LIKE,
  times: TIMES,
  pay: async (payment, signal) => {
    if (!isTaken(payment)) return CURRENCY_NOT_TAKEN;
    const fields = paymentFields(payment, party.noticeUrl);
    return readPaymentAsked(await askWechat(party, "POST", `${TRANSACTIONS}/codepay`, fields, signal), (proven) =>
      readPayment(proven, payment),
    );
  },
  query: async (payment, signal) => {
    const path = `${orderPath(payment)}?${partners(payment)}`;
    return readAsked(await askWechat(party, "GET", path, undefined, signal), (proven) => readQuery(proven, payment));
  },
  reverse: async (payment, signal) => {
    const fields = { sp_mchid: "paywindow", sub_mchid: payment.merchantId };
    return readAsked(await askWechat(party, "POST", `${orderPath(payment)}/reverse`, fields, signal), (proven) =>
      readReverse(proven, payment),
    );
  },
  refund: async (refund, signal) =>
    readAsked(await askWechat(party, "POST", REFUNDS, refundFields(refund), signal), (proven) =>
      readRefund(proven, refund),
    ),
  queryRefund: async (refund, signal) => {
    const path = `${REFUNDS}/${encodeURIComponent(refund.refundId)}?${partners(refund)}`;
    return readAsked(await askWechat(party, "GET", path, undefined, signal), (proven) =>
      readRefundQuery(proven, refund),
    );
  },
});
