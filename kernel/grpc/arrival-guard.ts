import {
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerListenerBuilder,
} from "@grpc/grpc-js";
import { commonReasons } from "../errors/common-reasons.ts";
import type { GrpcLimits } from "./limits.ts";
import { toStatus } from "./status.ts";

const tooSlow = (): ReturnType<typeof toStatus> =>
  toStatus(commonReasons.error("DEADLINE_PASSED", { metadata: { phase: "request" } }));

const guard = (call: ServerInterceptingCallInterface, withinMs: number): ServerInterceptingCall => {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const listener = new ServerListenerBuilder()
    .withOnReceiveMetadata((metadata, next) => {
      timer = setTimeout(() => call.sendStatus(tooSlow()), withinMs);
      next(metadata);
    })
    .withOnReceiveHalfClose((next) => {
      stop();
      next();
    })
    .withOnCancel(stop)
    .build();
  const responder = new ResponderBuilder().withStart((next) => next(listener)).build();
  return new ServerInterceptingCall(call, responder);
};

/**
 * Ends calls whose request does not arrive in time: a handler, and its deadline, begin only when the request is complete, so a client that sends headers and
 * then nothing would hold its stream for ever. Streams of requests (reflection) get as long as the longest call.
 */
export const arrivalGuard =
  (limits: GrpcLimits): ServerInterceptor =>
  (method, call) =>
    guard(call, method.requestStream ? limits.maxDeadlineMs : limits.requestArrivalMs);
