import {
  type Channel,
  ChannelId,
  type ChannelPayment,
  type ChannelPaymentRef,
  type ChannelTimes,
  type PaymentAnswer,
} from "../channel.ts";
import { NOT_REACHED, unknown } from "../wire/answers.ts";
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

const paymentFields = (payment: ChannelPayment, code: string, noticeUrl: string | undefined): object => ({
  sp_mchid: "paywindow",
  sub_mchid: payment.merchantId,
  description: payment.subject,
  out_trade_no: payment.attemptId,
  amount: { total: Number(payment.amount), currency: payment.currencyCode },
  payer: { auth_code: code },
  ...(noticeUrl && { notify_url: noticeUrl }),
});

const pay = async (party: Party, payment: ChannelPayment, signal: AbortSignal): Promise<PaymentAnswer> => {
  const { instrument } = payment;
  if (!("code" in instrument)) throw new TypeError("a wallet is paid with a scanned code");
  const fields = paymentFields(payment, instrument.code, party.noticeUrl);
  const asked = await askWechat(party, "POST", `${TRANSACTIONS}/codepay`, fields, signal);
  if ("refused" in asked) return NOT_REACHED;
  return "unknown" in asked ? unknown(asked.unknown) : readPayment(asked.proven, payment);
};

/** The WeChat-like wallet (codes 10 to 15): JSON over HTTP with RSA-SHA256 both ways, as WeChat Pay v3 for service providers. */
export const wechatLike = (party: Party): Channel => {
  /** Asks, and reads the party's proven word. */
  const ask = async <Answer>(
    [method, path, fields]: readonly ["GET" | "POST", string, object?],
    read: (proven: Parameters<typeof readQuery>[0]) => Answer,
    signal: AbortSignal,
  ): Promise<Answer | ReturnType<typeof unknown>> => {
    const asked = await askWechat(party, method, path, fields, signal);
    if ("refused" in asked) return unknown("nobody is there");
    return "unknown" in asked ? unknown(asked.unknown) : read(asked.proven);
  };
  return {
    channelId: ChannelId.WECHAT_LIKE,
    times: TIMES,
    pay: (payment, signal) => pay(party, payment, signal),
    query: (payment, signal) =>
      ask(["GET", `${orderPath(payment)}?${partners(payment)}`], (proven) => readQuery(proven, payment), signal),
    reverse: (payment, signal) => {
      const fields = { sp_mchid: "paywindow", sub_mchid: payment.merchantId };
      const call = ["POST", `${orderPath(payment)}/reverse`, fields] as const;
      return ask(call, (proven) => readReverse(proven, payment), signal);
    },
    refund: (refund, signal) => {
      const amount = {
        refund: Number(refund.refundAmount),
        total: Number(refund.amount),
        currency: refund.currencyCode,
      };
      const fields = { sub_mchid: refund.merchantId, out_trade_no: refund.attemptId, out_refund_no: refund.refundId };
      return ask(["POST", REFUNDS, { ...fields, amount }], (proven) => readRefund(proven, refund), signal);
    },
    queryRefund: (refund, signal) => {
      const path = `${REFUNDS}/${encodeURIComponent(refund.refundId)}?${partners(refund)}`;
      return ask(["GET", path], (proven) => readRefundQuery(proven, refund), signal);
    },
  };
};
