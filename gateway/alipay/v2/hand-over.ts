import { createPublicKey } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { invalid } from "../fault.ts";
import type { HandOver } from "../methods/method.ts";
import { accountIdOf, tradeNoOf, yuanOf } from "../methods/trade-answer.ts";
import type { AlipayDesk } from "../perform-method.ts";
import { isSignedBy } from "../signatures.ts";

/**
 * A payer is led from a merchant's page or app to the wallet's, and back (ALIPAY_API 1.1: pageExecute, sdkExecute). The way back is written down and signed by
 * the platform's own key, so that the door keeps nothing and leads nobody to an address that a merchant's program has not signed.
 */
interface WayBack {
  readonly appId: string;
  readonly merchantId: string;
  readonly tradeId: string;
  readonly method: string;
  readonly returnUrl: string;
  readonly quitUrl: string;
}

/** Keeps a signature over a way back from being one over anything else that the key signs. */
const MARK = "paywindow way back\n";
const BACK_PATH = "/alipay/back";

const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

/** @throws isv.invalid-parameter */
export const checkReturnUrl = (returnUrl: string): void => {
  if (returnUrl !== "" && (returnUrl.length > 400 || !isWebAddress(returnUrl)))
    throw invalid("parameter", "return_url 须为 http 或 https 地址");
};

/** The address of the wallet's page that shows the trade and knows the way back. */
export const pageAddress = async (
  { signer }: AlipayDesk,
  { quitUrl, qrCode, tradeId, merchantId }: HandOver,
  { appId, method, returnUrl }: Pick<WayBack, "appId" | "method" | "returnUrl">,
): Promise<string> => {
  const way: WayBack = { appId, merchantId, tradeId, method, returnUrl, quitUrl };
  const text = Buffer.from(JSON.stringify(way)).toString("base64url");
  const signature = await (await signer.key()).sign(MARK + text, "RSA-SHA256");
  const signed = `${text}.${Buffer.from(signature, "base64").toString("base64url")}`;
  return `/pay?${new URLSearchParams({ code: qrCode, way: signed })}`;
};

const readWayBack = async ({ signer }: AlipayDesk, back: string): Promise<WayBack | undefined> => {
  const [text = "", signature = ""] = back.split(".");
  const key = createPublicKey((await signer.key()).publicKeyPem);
  const base64 = Buffer.from(signature, "base64url").toString("base64");
  if (!(await isSignedBy(key, MARK + text, base64, "RSA-SHA256"))) return undefined;
  return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as WayBack;
};

/** The merchant's address with what its page may know of the payment, signed as an answer is; the notification and a query are what counts. */
const returnAddress = async (alipay: AlipayDesk, way: WayBack): Promise<string | undefined> => {
  const { appId, merchantId, tradeId, method, returnUrl } = way;
  const caller = { kind: "app", id: appId, tenantId: merchantId } as const;
  const trade = await alipay.parties.payments.queryTrade({ merchantId, tradeId, merchantTradeId: "" }, { caller });
  if (trade.state !== TradeState.TRADE_STATE_SUCCESS || returnUrl === "") return undefined;
  const fields = {
    ...{ app_id: appId, auth_app_id: appId, charset: "utf-8", method: `${method}.return`, version: "1.0" },
    ...{ out_trade_no: trade.merchantTradeId, trade_no: tradeNoOf(trade), total_amount: yuanOf(trade.paidAmount) },
    ...{ seller_id: accountIdOf(merchantId), timestamp: chinaTime(alipay.desk.node.clock.now()) },
  };
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = sorted.map(([name, value]) => `${name}=${value}`).join("&");
  const sign = await (await alipay.signer.key()).sign(text, "RSA-SHA256");
  const address = new URL(returnUrl);
  for (const [name, value] of [...sorted, ["sign_type", "RSA2"], ["sign", sign]] as [string, string][])
    address.searchParams.set(name, value);
  return address.href;
};

/** As a header can carry it: a merchant may have written it in Chinese. */
const addressOf = (url: string): string => (url === "" ? "" : new URL(url).href);

/** `/alipay/back`: leads a payer who has paid to the merchant's return_url, one who has not to its quit_url, and whoever has no way back to the start. */
export const serveWayBack = (door: FastifyInstance, alipay: AlipayDesk): void => {
  door.get(BACK_PATH, async (request: FastifyRequest<{ Querystring: { way?: string } }>, reply: FastifyReply) => {
    const way = await readWayBack(alipay, String(request.query.way ?? ""));
    const to = way && ((await returnAddress(alipay, way)) ?? addressOf(way.quitUrl));
    return reply.header("cache-control", "no-store").redirect(to || "/", 302);
  });
};
