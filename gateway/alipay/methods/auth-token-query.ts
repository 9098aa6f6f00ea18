import { chinaTime } from "../../../kernel/time/china-time.ts";
import { asDoor } from "./auth-token.ts";
import { defineMethod } from "./method.ts";
import { accountIdOf } from "./trade-answer.ts";

/** What an agent may do with a token: the trade methods. */
const AUTH_METHODS = [
  ...["pay", "precreate", "create", "query", "cancel", "close", "refund", "fastpay.refund.query"].map(
    (method) => `alipay.trade.${method}`,
  ),
];

/** alipay.open.auth.token.app.query (ALIPAY_API 6). */
export const authTokenQuery = defineMethod({
  name: "alipay.open.auth.token.app.query",
  verb: "GET",
  rpcs: ["identity.queryAppAuthToken"],
  subCodes: { AUTH_TOKEN_NOT_FOUND: "AUTH_TOKEN_NOT_FOUND" },
  wrongField: { code: "40002", subCode: "isv.invalid-parameter" },
  parse: (fields, _biz, { appId, now }) => ({ appId, appAuthToken: fields.required("app_auth_token", 200), now }),
  call: ({ identity }, { appId, appAuthToken }, { options }) =>
    identity.queryAppAuthToken({ appId, appAuthToken }, asDoor(options)),
  answer: ({ merchantId, appId, startTime, expireTime, isValid }, { now }) => ({
    fields: {
      user_id: accountIdOf(merchantId),
      auth_app_id: appId,
      expires_in: String(Math.max(0, Math.round(((expireTime?.getTime() ?? 0) - now.getTime()) / 1_000))),
      auth_methods: AUTH_METHODS,
      auth_start: startTime && chinaTime(startTime),
      auth_end: expireTime && chinaTime(expireTime),
      status: isValid ? "valid" : "invalid",
      is_by_app_auth: true,
    },
  }),
});
