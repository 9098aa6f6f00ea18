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
  PHONE_NOT_KNOWN: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "您还没有登记手机号",
    en: "No phone number is known of you.",
  },
  SMS_NOT_OFFERED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "平台未开通短信服务",
    en: "This platform sends no text messages.",
  },
  SMS_UNAVAILABLE: {
    code: "UNAVAILABLE",
    retryable: true,
    zh: "短信服务暂不可用",
    en: "Text messages cannot be sent now.",
  },
  PHONE_CODE_TOO_SOON: {
    code: "RESOURCE_EXHAUSTED",
    retryable: true,
    zh: "请 {retryAfterSeconds} 秒后再获取验证码",
    en: "Another code can be asked for in {retryAfterSeconds} s.",
  },
  PHONE_CODE_TOO_MANY: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "今天获取验证码的次数过多",
    en: "Too many codes were asked for today.",
  },
  PHONE_CODE_EXPIRED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "验证码已失效，请重新获取",
    en: "The code is no longer good; ask for another.",
  },
  PHONE_CODE_WRONG: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "验证码错误，还可尝试 {triesLeft} 次",
    en: "The code is wrong; {triesLeft} tries are left.",
  },
  PHONE_REGISTERED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该手机号已注册，请直接登录",
    en: "The phone is registered already; sign in.",
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
