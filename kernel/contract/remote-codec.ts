import type { Context, Middleware } from "moleculer";
import type { Caller } from "../auth/caller.ts";
import type { ReasonError } from "../errors/reason.ts";
import { fromWire, toWire, type WireError } from "../errors/wire.ts";
import { currentTraceparent } from "../telemetry/spans.ts";
import { type Clock, plusMs } from "../time/clock.ts";
import type { CallOptions, MethodDefinition } from "./contract.ts";
import { decodeMessage } from "./decode-message.ts";

/**
 * What crosses between two nodes: the contract's protobuf bytes as params and result, and beside them what travels with every call. Inside one process
 * none of this runs: the message itself is passed.
 */
interface WireCall {
  readonly caller?: Caller;
  readonly key?: string;
  /** Milliseconds until the caller stops waiting: a span, so that a node whose clock is off answers as well as any. */
  readonly waits?: number;
  readonly trace?: string;
}

interface WireAnswer {
  readonly bytes?: Uint8Array;
  readonly replayed?: true;
  readonly error?: WireError;
}

/** The options of a broker call that the typed client makes. */
export interface ContractCallOptions {
  readonly method: MethodDefinition;
  readonly call: CallOptions;
}

const wireCall = (call: CallOptions, waits: number | undefined): WireCall => ({
  caller: call.caller,
  key: call.idempotencyKey,
  waits,
  trace: call.traceparent ?? currentTraceparent(),
});

/** The caller's side: encodes before the transporter and decodes after it, inside retry, circuit breaker and timeout. */
export const remoteCodec: Middleware = {
  name: "RemoteCodec",
  remoteAction: (next: (ctx: Context) => Promise<unknown>) =>
    function encodeRemoteCall(ctx: Context): Promise<unknown> {
      const options = ctx.options as unknown as Partial<ContractCallOptions>;
      if (!options.method || !options.call) return next(ctx);
      const { method, call } = options;
      if (!(ctx.params instanceof Uint8Array)) ctx.params = method.requestType.encode(ctx.params).finish();
      ctx.meta = wireCall(call, ctx.options.timeout ?? undefined);
      return next(ctx).then((answer) => readAnswer(method, call, answer as WireAnswer));
    },
};

const readAnswer = (method: MethodDefinition, call: CallOptions, answer: WireAnswer): unknown => {
  if (answer.error) throw fromWire(answer.error);
  if (answer.replayed) call.markReplayed?.();
  return decodeMessage(method.responseType, answer.bytes ?? new Uint8Array(0));
};

/** What answers a remote call. */
interface Answering {
  readonly method: MethodDefinition;
  readonly clock: Clock;
  readonly handle: (request: unknown, call: CallOptions) => Promise<unknown>;
  /** Makes a reason of whatever broke, and tells the log of what is no reason yet. */
  readonly asReason: (error: unknown) => ReasonError;
}

/** The answering side: turns a remote call's bytes into the handler's message and its answer or reason into bytes. */
export const answerRemoteCall = async (ctx: Context, answering: Answering): Promise<WireAnswer> => {
  const { method, clock, handle, asReason } = answering;
  const meta = ctx.meta as WireCall;
  let replayed: true | undefined;
  const call: CallOptions = {
    caller: meta.caller,
    idempotencyKey: meta.key,
    deadline: meta.waits === undefined ? undefined : plusMs(clock.now(), meta.waits),
    traceparent: meta.trace,
    markReplayed: () => {
      replayed = true;
    },
  };
  // Moleculer echoes the meta in its answer; nobody reads it there.
  ctx.meta = {};
  try {
    const response = await handle(decodeMessage(method.requestType, ctx.params as Uint8Array), call);
    return { bytes: method.responseType.encode(response).finish(), replayed };
  } catch (error) {
    return { error: toWire(asReason(error)) };
  }
};
