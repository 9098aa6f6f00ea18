/** Payments and refunds as the benchmark sends them: ready before the clock runs, signatures of the merchant's app included. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { newId } from "../../kernel/ids/ids.ts";
import { money } from "../../kernel/money/money.ts";
import { PayTradeRequest, RefundTradeRequest } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { openGrpcCalls, openPosts } from "./doors.ts";
import type { Send } from "./run-slice.ts";

const MERCHANT = "mer_demomarket";
const STORE = "str_demomarket1";
const SERVICE = "/paywindow.payments.v1.PaymentsService";
const FEN = 600n;

/** What is paid or refunded. */
export interface PaymentJob {
  readonly merchantTradeId: string;
  readonly key: string;
  /** Absent for a refund. */
  readonly paymentCode?: string;
  /** The signed body for the Alipay door; absent at the gRPC door. */
  readonly form?: string;
}

export const aPayment = (paymentCode: string): PaymentJob => {
  const now = new Date();
  return { merchantTradeId: newId("bch", now), key: newId("key", now), paymentCode };
};

const amount = money(FEN, "CNY");

/** PayTrade at the gRPC door. */
export const payOver =
  ({ call }: ReturnType<typeof openGrpcCalls>): Send<PaymentJob> =>
  ({ merchantTradeId, paymentCode, key }) => {
    const request = { merchantId: MERCHANT, storeId: STORE, merchantTradeId, amount, subject: "压测", paymentCode };
    return call({
      path: `${SERVICE}/PayTrade`,
      message: PayTradeRequest.encode(PayTradeRequest.fromPartial(request)).finish(),
      key,
    });
  };

/** RefundTrade at the gRPC door, of the whole trade. */
export const refundOver =
  ({ call }: ReturnType<typeof openGrpcCalls>): Send<PaymentJob> =>
  ({ merchantTradeId, key }) => {
    const request = { merchantId: MERCHANT, merchantTradeId, merchantRefundId: `r${merchantTradeId}`, amount };
    return call({
      path: `${SERVICE}/RefundTrade`,
      message: RefundTradeRequest.encode(RefundTradeRequest.fromPartial(request)).finish(),
      key: `${key}r`,
    });
  };

/** A merchant's app, which signs. */
export interface BenchApp {
  readonly appId: string;
  readonly privateKey: KeyObject;
}

/** Has the demonstration's manager create an app. */
export const createApp = async (httpAddress: string, token: string): Promise<BenchApp> => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
  const answer = await fetch(`${httpAddress}/v1/identity/create-app`, {
    method: "POST",
    headers: {
      ...{ "content-type": "application/json", authorization: `Bearer ${token}` },
      "idempotency-key": newId("key", new Date()),
    },
    body: JSON.stringify({ merchantId: MERCHANT, storeId: STORE, appName: "bench", publicKey: pem }),
  });
  const { appId } = (await answer.json()) as { appId?: string };
  if (!appId) throw new Error(`create-app: ${answer.status}`);
  return { appId, privateKey };
};

/** The job with its body for `/gateway.do`, signed. */
export const signed = (job: PaymentJob, { appId, privateKey }: BenchApp): PaymentJob => {
  const yuan = `${FEN / 100n}.${String(FEN % 100n).padStart(2, "0")}`;
  const content = {
    out_trade_no: job.merchantTradeId,
    total_amount: yuan,
    subject: "bench",
    auth_code: job.paymentCode,
  };
  const params: Record<string, string> = {
    ...{ app_id: appId, method: "alipay.trade.pay", charset: "utf-8", version: "1.0", sign_type: "RSA2" },
    timestamp: new Date().toISOString().slice(0, 19).replace("T", " "),
    biz_content: JSON.stringify({ ...content, scene: "bar_code" }),
  };
  const text = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join("&");
  const signature = sign("sha256", Buffer.from(text), privateKey).toString("base64");
  return { ...job, form: new URLSearchParams({ ...params, sign: signature }).toString() };
};

/** alipay.trade.pay at `/gateway.do`. */
export const payAtGateway =
  ({ post }: ReturnType<typeof openPosts>): Send<PaymentJob> =>
  async ({ form = "" }) => {
    const headers = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };
    const { status, text } = await post({ path: "/gateway.do", body: form, headers });
    if (status === 200 && text.includes('"code":"10000"')) return undefined;
    return `${status} ${/"sub_code":"([^"]+)"/.exec(text)?.[1] ?? text.slice(0, 80)}`;
  };
