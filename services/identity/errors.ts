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
});
