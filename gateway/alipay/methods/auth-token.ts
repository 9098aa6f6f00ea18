import { serviceCaller } from "../../../kernel/auth/caller.ts";
import type { CallOptions } from "../../../kernel/contract/contract.ts";
import type { AppAuthorization } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import type { BizFields } from "../biz/biz-fields.ts";
import { AlipayFault } from "../fault.ts";
import { defineMethod } from "./method.ts";
import { accountIdOf } from "./trade-answer.ts";

/** How identity's reasons read for a code; for a refresh token some have other names. */
const CODE_SUB_CODES = {
  APP_NOT_FOUND: "APP_NOT_ISV",
  APP_NOT_AGENT: "APP_NOT_ISV",
  AUTH_CODE_NOT_FOUND: "AUTH_CODE_NOT_EXIST",
  AUTH_CODE_OF_OTHER_APP: "APP_ID_NOT_CONSISTENT",
  AUTH_CODE_USED: "AUTH_CODE_NOT_VALID",
  AUTH_CODE_EXPIRED: "AUTH_CODE_NOT_VALID",
} as const;

const REFRESH_SUB_CODES: Readonly<Record<string, string>> = {
  AUTH_CODE_NOT_FOUND: "REFRESH_TOKEN_NOT_EXIST",
  AUTH_CODE_USED: "REFRESH_TOKEN_NOT_VALID",
  AUTH_CODE_EXPIRED: "REFRESH_TOKEN_TIME_OUT",
};

/** These calls are the door's own question, on behalf of the program that proved itself to it. */
export const asDoor = (options: CallOptions): CallOptions => ({ ...options, caller: serviceCaller("gateway") });

const WRONG_FIELD = { code: "40002", subCode: "isv.invalid-parameter" } as const;

const readSecret = (fields: BizFields, name: string, isNeeded: boolean): string => {
  const secret = isNeeded ? fields.required(name, 200) : "";
  if (!/^[\x21-\x7e]*$/.test(secret)) fields.refuse(name, "须为不含空格的 ASCII 字符");
  return secret;
};

const secondsUntil = (instant: Date | undefined, now: Date): string =>
  String(Math.max(0, Math.round(((instant?.getTime() ?? 0) - now.getTime()) / 1_000)));

const ownerFields = ({ merchantId, appId }: AppAuthorization) => ({
  user_id: accountIdOf(merchantId),
  auth_app_id: appId,
});

/** alipay.open.auth.token.app (ALIPAY_API 6): an agent gets the token with which it calls for a merchant. */
export const authToken = defineMethod({
  name: "alipay.open.auth.token.app",
  rpcs: ["identity.exchangeAppAuthToken"],
  subCodes: CODE_SUB_CODES,
  wrongField: WRONG_FIELD,
  parse: (fields, _biz, { appId, requestId, now }) => {
    const grantType = fields.required("grant_type", 20);
    if (grantType !== "" && grantType !== "authorization_code" && grantType !== "refresh_token")
      throw new AlipayFault("40004", "GRANT_TYPE_INVALID", "grant_type 须为 authorization_code 或 refresh_token");
    const isRefresh = grantType === "refresh_token";
    const appAuthCode = readSecret(fields, "code", !isRefresh);
    const refreshToken = readSecret(fields, "refresh_token", isRefresh);
    return { request: { appId, requestId, appAuthCode, refreshToken }, isRefresh, now };
  },
  call: ({ identity }, { request, isRefresh }, { options }) =>
    identity.exchangeAppAuthToken(request, asDoor(options)).catch((error: unknown) => {
      const { reason = "", localized } = error as { reason?: string; localized?: (language: "zh") => string };
      const subCode = isRefresh ? REFRESH_SUB_CODES[reason] : undefined;
      throw subCode ? new AlipayFault("40004", subCode, localized?.call(error, "zh") ?? "") : error;
    }),
  answer: ({ appAuthToken, refreshToken, refreshExpireTime, authorization }, { now }) => {
    const token = {
      app_auth_token: appAuthToken,
      app_refresh_token: refreshToken,
      expires_in: secondsUntil(authorization?.expireTime, now),
      re_expires_in: secondsUntil(refreshExpireTime, now),
      ...(authorization && ownerFields(authorization)),
    };
    return { fields: { ...token, tokens: [token] } };
  },
});
