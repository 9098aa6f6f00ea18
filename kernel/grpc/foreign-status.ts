import { type ServiceError, status } from "@grpc/grpc-js";
import { commonReasons } from "../errors/common-reasons.ts";
import type { ReasonError } from "../errors/reason.ts";

type CommonReason = keyof typeof commonReasons.rows;

/** What a bare status means where no reason came with it: from grpc-js itself, a proxy, or a server of another make. */
const BY_CODE: Readonly<Record<number, CommonReason>> = {
  [status.CANCELLED]: "DEADLINE_PASSED",
  [status.INVALID_ARGUMENT]: "REQUEST_INVALID",
  [status.DEADLINE_EXCEEDED]: "DEADLINE_PASSED",
  [status.NOT_FOUND]: "ROUTE_NOT_FOUND",
  [status.ALREADY_EXISTS]: "REQUEST_INVALID",
  [status.PERMISSION_DENIED]: "CALLER_NOT_ALLOWED",
  [status.RESOURCE_EXHAUSTED]: "RATE_LIMITED",
  [status.FAILED_PRECONDITION]: "REQUEST_INVALID",
  [status.ABORTED]: "REQUEST_INVALID",
  [status.OUT_OF_RANGE]: "REQUEST_INVALID",
  [status.UNIMPLEMENTED]: "METHOD_NOT_ALLOWED",
  [status.UNAVAILABLE]: "SERVICE_UNAVAILABLE",
  [status.UNAUTHENTICATED]: "CALLER_UNKNOWN",
};

/** The words of grpc-js and gRPC's C core for a request beyond the receiver's limit. */
const TOO_LARGE = /received message (?:that decompresses to a size )?larger than/i;

/** grpc-js's words for a stream that broke without a status: the peer died or its connection did. */
const BROKEN_STREAM = /^Received RST_STREAM/;

const reasonFor = ({ code, details }: ServiceError): CommonReason => {
  if (code === status.RESOURCE_EXHAUSTED && TOO_LARGE.test(details)) return "REQUEST_TOO_LARGE";
  if (code === status.INTERNAL && BROKEN_STREAM.test(details)) return "SERVICE_UNAVAILABLE";
  return BY_CODE[code] ?? "INTERNAL";
};

/** The common reason for a gRPC error without one; its texts stay behind as the cause, for the log. UNKNOWN, DATA_LOSS and INTERNAL are INTERNAL. */
export const foreignReason = (error: ServiceError, service: string): ReasonError => {
  const grpcCode = status[error.code] ?? "UNKNOWN";
  return commonReasons.error(reasonFor(error), { metadata: { service, grpcCode }, cause: error });
};
