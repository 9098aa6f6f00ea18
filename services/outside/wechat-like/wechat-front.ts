import type { Front, Reply, WireRequest } from "../http/front.ts";
import { BadRequest } from "../http/read-text.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { OTHER_ERRORS } from "./wechat-codes.ts";
import { writeWechatNotice } from "./wechat-notice.ts";
import { payWechat, queryWechat, reverseWechat, wechatOrderFields } from "./wechat-orders.ts";
import { queryWechatRefund, refundWechat } from "./wechat-refunds.ts";
import { wechatError } from "./wechat-reply.ts";
import { isSignedByAcquirer, preparePartyKey, sealWechat } from "./wechat-signature.ts";

type Act = (parts: OutsideParts, request: WireRequest, number: string, now: Date) => Promise<Reply>;

const TRANSACTIONS = "/v3/pay/partner/transactions";

/** WeChat Pay v3's paths of a service provider (服务商). */
const ROUTES: readonly { readonly method: string; readonly path: RegExp; readonly act: Act }[] = [
  { method: "POST", path: new RegExp(`^${TRANSACTIONS}/codepay$`), act: payWechat },
  { method: "GET", path: new RegExp(`^${TRANSACTIONS}/out-trade-no/([^/?]+)\\?`), act: queryWechat },
  { method: "POST", path: new RegExp(`^${TRANSACTIONS}/out-trade-no/([^/?]+)/reverse$`), act: reverseWechat },
  { method: "POST", path: /^\/v3\/refund\/domestic\/refunds$/, act: refundWechat },
  { method: "GET", path: /^\/v3\/refund\/domestic\/refunds\/([^/?]+)\?/, act: queryWechatRefund },
];

const act = async (parts: OutsideParts, request: WireRequest, now: Date): Promise<Reply> => {
  if (!(await isSignedByAcquirer(parts.keys, request, now))) return wechatError(OTHER_ERRORS.signature);
  for (const { method, path, act } of ROUTES) {
    const match = method === request.method && path.exec(request.path);
    if (match) return act(parts, request, match[1] ?? "", now);
  }
  return wechatError(OTHER_ERRORS.route);
};

/** Another amount wherever the answer names one. */
const withOtherAmount = (reply: Reply): Reply => {
  const amount = reply.fields["amount"] as Readonly<Record<string, unknown>> | undefined;
  if (!amount) return reply;
  const others = Object.entries(amount).map(([name, value]) => [name, typeof value === "number" ? value + 1 : value]);
  return { ...reply, fields: { ...reply.fields, amount: Object.fromEntries(others) } };
};

/** The WeChat-like wallet: JSON and RSA-SHA256 in headers, as WeChat Pay v3. */
export const wechatFront = (parts: OutsideParts): Front => ({
  channelId: "wechat-like",
  prepare: () => preparePartyKey(parts.keys),
  act: async (request, now) => {
    try {
      return await act(parts, request, now);
    } catch (error) {
      if (error instanceof BadRequest) return wechatError(OTHER_ERRORS.parameter, error.message);
      throw error;
    }
  },
  seal: ({ status, fields }, now, spoilt) => sealWechat(parts.keys, status, fields, now, spoilt),
  writeNotice: (order, now) => writeWechatNotice(parts.keys, wechatOrderFields(order), now),
  withOtherAmount,
});
