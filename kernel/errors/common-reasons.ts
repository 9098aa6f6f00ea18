import { defineReasons } from "./reason.ts";

/** The reasons that every service and door may give. */
export const commonReasons = defineReasons("common", {
  REQUEST_INVALID: { code: "INVALID_ARGUMENT", retryable: false, zh: "请求有误", en: "The request is not valid." },
  REQUEST_TOO_LARGE: { code: "RESOURCE_EXHAUSTED", retryable: false, zh: "请求过大", en: "The request is too large." },
  CALLER_UNKNOWN: { code: "UNAUTHENTICATED", retryable: false, zh: "请先登录", en: "Sign in first." },
  CALLER_NOT_ALLOWED: { code: "PERMISSION_DENIED", retryable: false, zh: "没有权限", en: "You may not do this." },
  RATE_LIMITED: {
    code: "RESOURCE_EXHAUSTED",
    retryable: true,
    zh: "请求过于频繁，请稍后再试",
    en: "Too many requests, try again later.",
  },
  ROUTE_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个接口", en: "There is no such route." },
  METHOD_NOT_ALLOWED: {
    code: "UNIMPLEMENTED",
    retryable: false,
    zh: "不支持该方法",
    en: "The method is not supported here.",
  },
  IDEMPOTENCY_KEY_MISSING: {
    code: "INVALID_ARGUMENT",
    retryable: false,
    zh: "缺少幂等键（Idempotency-Key）",
    en: "The call needs an Idempotency-Key.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "同一幂等键被用于不同的请求",
    en: "The idempotency key was used for another request.",
  },
  DEADLINE_PASSED: {
    code: "DEADLINE_EXCEEDED",
    retryable: true,
    zh: "处理超时，结果未知，请查询",
    en: "The deadline passed; the result is unknown, ask for it.",
  },
  SERVICE_UNAVAILABLE: {
    code: "UNAVAILABLE",
    retryable: true,
    zh: "服务 {service} 暂不可用",
    en: "The service {service} is not available now.",
  },
  INTERNAL: {
    code: "INTERNAL",
    retryable: true,
    zh: "系统错误，结果未知，请查询",
    en: "Something failed on our side; the result is unknown, ask for it.",
  },
});
