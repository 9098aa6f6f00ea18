import { Metadata, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { actionNameOf, type CallOptions, type MethodDefinition, type ServiceDefinition } from "../contract/contract.ts";
import { decodeMessage } from "../contract/decode-message.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { ReasonError } from "../errors/reason.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { RpcMetrics } from "../telemetry/rpc-metrics.ts";
import { traceparentOf, withSpan } from "../telemetry/spans.ts";
import { type Clock, plusMs, systemClock } from "../time/clock.ts";
import { checkIdempotencyKey, METADATA, readText } from "./call-metadata.ts";
import type { GrpcLimits } from "./limits.ts";
import type { Authenticate } from "./node-authentication.ts";
import { toStatus } from "./status.ts";

/** Answers a call that the door has let in. */
export type Invoke = (method: string, request: unknown, options: CallOptions) => Promise<unknown>;

/** What every call of a server needs. */
export interface CallDesk {
  readonly authenticate: Authenticate;
  readonly limits: GrpcLimits;
  readonly log: Logger;
  readonly metrics: RpcMetrics;
  readonly clock: Clock;
  /** Calls at work now. */
  inFlight: number;
}

export interface Rpc {
  readonly definition: ServiceDefinition;
  /** Its key in the definition: `payTrade`. */
  readonly name: string;
  readonly method: MethodDefinition;
  readonly invoke: Invoke;
}

type UnaryCall = ServerUnaryCall<Buffer, Buffer>;

/** Milliseconds that the caller will wait, within the server's bounds. The gRPC deadline is in the machine's time. */
const waitOf = (call: UnaryCall, limits: GrpcLimits): number => {
  const deadline = Number(call.getDeadline());
  if (!Number.isFinite(deadline)) return limits.defaultDeadlineMs;
  return Math.min(deadline - systemClock.now().getTime(), limits.maxDeadlineMs);
};

/** A signal for the end of waiting (the deadline, or the caller going away), and a promise that rejects with it. */
const watchEnd = (call: UnaryCall, waitMs: number) => {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => {
    const error = commonReasons.error("DEADLINE_PASSED");
    controller.abort(error);
    reject(error);
  };
  promise.catch(() => {});
  const timer = setTimeout(end, Math.max(0, waitMs));
  call.on("cancelled", end);
  const stop = () => {
    clearTimeout(timer);
    call.off("cancelled", end);
  };
  return { signal: controller.signal, ended: promise, stop };
};

const broken = (error: unknown): ReasonError =>
  commonReasons.error("REQUEST_INVALID", {
    fields: [{ field: "", en: "a message of the contract in protobuf", zh: "须为符合契约的 protobuf 消息" }],
    cause: error,
  });

const decodeRequest = (rpc: Rpc, bytes: Buffer, limits: GrpcLimits): unknown => {
  if (bytes.length > limits.maxRequestBytes)
    throw commonReasons.error("REQUEST_TOO_LARGE", { metadata: { maxBytes: String(limits.maxRequestBytes) } });
  try {
    return decodeMessage(rpc.method.requestType, bytes);
  } catch (error) {
    throw broken(error);
  }
};

interface Reply {
  readonly bytes: Buffer;
  readonly error?: unknown;
}

interface Passed {
  readonly traceparent: string;
  readonly markReplayed: () => void;
}

/** Lets the call in, runs it, and encodes the answer: everything that may throw. */
const run = async (desk: CallDesk, rpc: Rpc, call: UnaryCall, passed: Passed): Promise<Buffer> => {
  if (desk.inFlight > desk.limits.maxConcurrentCalls) throw commonReasons.error("RATE_LIMITED");
  const waitMs = waitOf(call, desk.limits);
  const { signal, ended, stop } = watchEnd(call, waitMs);
  const work = async () => {
    const caller = await desk.authenticate(call.metadata, actionNameOf(rpc.definition, rpc.name), call.getPeer());
    const idempotencyKey = checkIdempotencyKey(readText(call.metadata, METADATA.idempotencyKey), rpc.method);
    const request = decodeRequest(rpc, call.request, desk.limits);
    const deadline = plusMs(desk.clock.now(), waitMs);
    const options = { caller, idempotencyKey, deadline, signal, ...passed };
    const response = await rpc.invoke(rpc.name, request, options);
    return Buffer.from(rpc.method.responseType.encode(response).finish());
  };
  try {
    return await Promise.race([work(), ended]);
  } finally {
    stop();
  }
};

/** Runs the call as a span, counts it, and logs what is our fault. Never rejects. */
const answer = async (desk: CallDesk, rpc: Rpc, call: UnaryCall, markReplayed: () => void): Promise<Reply> => {
  const { definition, method, name } = rpc;
  const begin = performance.now();
  const attributes = { "rpc.system": "grpc", "rpc.service": definition.fullName, "rpc.method": method.name };
  const traceparent = readText(call.metadata, METADATA.traceparent);
  const observe = (reason?: string) =>
    desk.metrics.observe(definition.fullName, method.name, (performance.now() - begin) / 1000, reason);
  try {
    const bytes = await withSpan(
      `${definition.fullName}/${method.name}`,
      "server",
      { traceparent, attributes },
      (span) =>
        run(desk, rpc, call, { traceparent: traceparentOf(span), markReplayed }).catch((error: unknown) => {
          if (!(error instanceof ReasonError))
            desk.log.error({ err: error, rpc: actionNameOf(definition, name) }, "a call failed");
          throw error;
        }),
    );
    observe();
    return { bytes };
  } catch (error) {
    observe(error instanceof ReasonError ? error.reason : "INTERNAL");
    return { bytes: Buffer.alloc(0), error };
  }
};

const replayMark = (): Metadata => {
  const metadata = new Metadata();
  metadata.set(METADATA.idempotencyReplayed, "true");
  return metadata;
};

const send = (call: UnaryCall, callback: sendUnaryData<Buffer>, reply: Reply, replayed: boolean): void => {
  if (reply.error !== undefined) {
    const status = toStatus(reply.error);
    if (replayed) status.metadata.merge(replayMark());
    callback(status, null);
    return;
  }
  // In the headers for those who read headers, in the trailers for those who read trailers.
  if (replayed) call.sendMetadata(replayMark());
  callback(null, reply.bytes, replayed ? replayMark() : undefined);
};

/** The gRPC handler of one rpc. Requests and answers are bytes to grpc-js, so that what cannot be decoded gets a reason of ours. */
export const unaryCall =
  (desk: CallDesk, rpc: Rpc) =>
  (call: UnaryCall, callback: sendUnaryData<Buffer>): void => {
    let replayed = false;
    const markReplayed = () => {
      replayed = true;
    };
    desk.inFlight += 1;
    answer(desk, rpc, call, markReplayed)
      .then((reply) => send(call, callback, reply, replayed))
      .catch((error: unknown) => {
        desk.log.error({ err: error }, "an answer could not be sent");
        callback(toStatus(error), null);
      })
      .finally(() => {
        desk.inFlight -= 1;
      });
  };
