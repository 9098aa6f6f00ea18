import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { type GrpcCodeName, ReasonError } from "../../kernel/errors/reason.ts";
import type { Language } from "./language.ts";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** The canonical mapping of google.rpc.Code to HTTP (google/rpc/code.proto). */
const STATUS_OF_CODE: Readonly<Record<GrpcCodeName, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** Where HTTP has a status of its own for what happened at this door. */
const STATUS_OF_REASON: ReadonlyMap<string, number> = new Map([
  ["common/REQUEST_TOO_LARGE", 413],
  ["common/METHOD_NOT_ALLOWED", 405],
  ["gateway/HEADERS_TOO_LARGE", 431],
  ["gateway/REQUEST_TOO_SLOW", 408],
  ["gateway/MEDIA_TYPE_UNSUPPORTED", 415],
]);

/** A problem as RFC 9457 has it, with what our reasons add. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly reason: string;
  readonly domain: string;
  readonly retryable: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  readonly traceId: string;
}

const SEPARATORS: Readonly<Record<Language, string>> = { zh: "；", en: "; " };

/** Whatever was thrown as the one error that crosses doors; what nobody foresaw is INTERNAL and says no more. */
export const toReasonError = (error: unknown): ReasonError =>
  error instanceof ReasonError ? error : commonReasons.error("INTERNAL", { cause: error });

export const statusOf = (error: ReasonError): number =>
  STATUS_OF_REASON.get(`${error.domain}/${error.reason}`) ?? STATUS_OF_CODE[error.row.code];

/** The answer's body for an error, in the caller's language. `type` names the problem and is not an address. */
export const problemOf = (error: ReasonError, language: Language, traceId: string): Problem => {
  const fields = error.fields.map((one) => ({ field: one.field, message: one[language] }));
  const message = error.localized(language);
  return {
    type: `urn:paywindow:reason:${error.domain}:${error.reason}`,
    title: message,
    status: statusOf(error),
    detail: [message, fields.map((one) => `${one.field}: ${one.message}`).join(SEPARATORS[language])].join(" ").trim(),
    reason: error.reason,
    domain: `${error.domain}.paywindow`,
    retryable: error.row.retryable,
    ...(Object.keys(error.metadata).length > 0 ? { metadata: error.metadata } : {}),
    fields,
    traceId,
  };
};

/** Headers that belong to an error's answer. */
export const problemHeaders = (error: ReasonError): Readonly<Record<string, string>> => ({
  "content-type": PROBLEM_TYPE,
  "cache-control": "no-store",
  ...(error.row.code === "UNAUTHENTICATED" ? { "www-authenticate": 'Bearer realm="paywindow"' } : {}),
  ...(error.metadata["retryAfterSeconds"] ? { "retry-after": error.metadata["retryAfterSeconds"] } : {}),
  ...(error.row.code === "UNAVAILABLE" ? { "retry-after": "1" } : {}),
});
