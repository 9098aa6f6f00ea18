import { defineReasons } from "../kernel/errors/reason.ts";

/** The reasons that only a door gives, in the order in which a request meets them. */
export const gatewayReasons = defineReasons("gateway", {
  HTTP_MALFORMED: {
    code: "INVALID_ARGUMENT",
    retryable: false,
    zh: "不是有效的 HTTP 请求",
    en: "This is not a well-formed HTTP request.",
  },
  HEADERS_TOO_LARGE: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "请求头过大",
    en: "The request's headers are too large.",
  },
  REQUEST_TOO_SLOW: {
    code: "DEADLINE_EXCEEDED",
    retryable: true,
    zh: "请求未在规定时间内发送完毕",
    en: "The request did not arrive in time.",
  },
  MEDIA_TYPE_UNSUPPORTED: {
    code: "INVALID_ARGUMENT",
    retryable: false,
    zh: "请求体须为 application/json",
    en: "The body must be application/json.",
  },
  BODY_MALFORMED: {
    code: "INVALID_ARGUMENT",
    retryable: false,
    zh: "请求体不是有效的 UTF-8 JSON 对象",
    en: "The body is not a JSON object in UTF-8.",
  },
  LIVE_TICKET_UNKNOWN: {
    code: "UNAUTHENTICATED",
    retryable: false,
    zh: "实时通道票据无效、已使用或已过期",
    en: "The live ticket is unknown, used or expired.",
  },
  LIVE_CONNECTIONS_EXCEEDED: {
    code: "RESOURCE_EXHAUSTED",
    retryable: true,
    zh: "实时连接过多",
    en: "There are too many live connections.",
  },
});
