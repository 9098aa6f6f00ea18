import { defineReasons } from "../../kernel/errors/reason.ts";

/** Why identity refuses, in the order in which its guards stand. The metadata of SIGN_IN_LOCKED say for how long: doors read them. */
export const identityReasons = defineReasons("identity", {
  SIGN_IN_LOCKED: {
    code: "RESOURCE_EXHAUSTED",
    retryable: true,
    zh: "登录失败次数过多，请 {retryAfterSeconds} 秒后再试",
    en: "Too many failed attempts; try again in {retryAfterSeconds} s.",
  },
  CREDENTIALS_REFUSED: {
    code: "UNAUTHENTICATED",
    retryable: false,
    zh: "账号或密码错误",
    en: "The login or the password is wrong.",
  },
  SESSION_EXPIRED: {
    code: "UNAUTHENTICATED",
    retryable: false,
    zh: "登录已过期，请重新登录",
    en: "The session has ended; sign in again.",
  },
  APP_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个应用", en: "There is no such app." },
  APP_NOT_AGENT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该应用不是服务商应用，不能代商户调用",
    en: "The app is not an agent's and cannot call for merchants.",
  },
  AUTH_CODE_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "授权码或刷新令牌不存在",
    en: "There is no such authorisation code or refresh token.",
  },
  AUTH_CODE_OF_OTHER_APP: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "授权码或刷新令牌属于其他应用",
    en: "The authorisation code or refresh token belongs to another app.",
  },
  AUTH_CODE_USED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "授权码或刷新令牌已使用",
    en: "The authorisation code or refresh token has been used.",
  },
  AUTH_CODE_EXPIRED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "授权码或刷新令牌已过期",
    en: "The authorisation code or refresh token has ended.",
  },
  AUTH_TOKEN_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "应用授权令牌不存在",
    en: "There is no such authorisation token.",
  },
});

/** A reason of this service. */
export type IdentityReason = keyof typeof identityReasons.rows;
