import type { Context, ServiceSchema } from "moleculer";
import { commonReasons } from "../errors/common-reasons.ts";
import { ReasonError } from "../errors/reason.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { rpcMetrics } from "../telemetry/rpc-metrics.ts";
import { withSpan } from "../telemetry/spans.ts";
import type { Clock } from "../time/clock.ts";
import { bindContext } from "./call-context.ts";
import {
  actionNameOf,
  type CallContext,
  type CallOptions,
  type Handler,
  type Handlers,
  type MethodDefinition,
  needsIdempotencyKey,
  type ServiceDefinition,
  serviceNameOf,
} from "./contract.ts";
import { answerRemoteCall, type ContractCallOptions } from "./remote-codec.ts";

interface Binding {
  readonly definition: ServiceDefinition;
  readonly handlers: Handlers<ServiceDefinition>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** What every call must have before its handler sees it. */
const admit = (method: MethodDefinition, context: CallContext): void => {
  if (context.deadline <= context.now) throw commonReasons.error("DEADLINE_PASSED");
  if (needsIdempotencyKey(method) && context.idempotencyKey === "")
    throw commonReasons.error("IDEMPOTENCY_KEY_MISSING");
};

/** A reason goes to the caller as it is; anything else is our fault: logged here, and INTERNAL to the caller. */
const asReason = (error: unknown, action: string, log: Logger): ReasonError => {
  if (error instanceof ReasonError) return error;
  log.error({ err: error, action }, "a call failed");
  return commonReasons.error("INTERNAL", { cause: error });
};

const bindMethod = (binding: Binding, methodName: string, method: MethodDefinition) => {
  const action = actionNameOf(binding.definition, methodName);
  const handler = binding.handlers[methodName] as Handler<unknown, unknown> | undefined;
  if (!handler) throw new Error(`${action} has no handler`);
  const observed = rpcMetrics(binding.metrics, "action");
  const service = serviceNameOf(binding.definition);
  const observe = (startedAt: number, reason?: string) =>
    observed.observe(service, methodName, (performance.now() - startedAt) / 1_000, reason);
  const handle = (request: unknown, call: CallOptions): Promise<unknown> =>
    withSpan(action, "server", { traceparent: call.traceparent }, async () => {
      const startedAt = performance.now();
      try {
        const context = bindContext(call, binding.clock);
        admit(method, context);
        const response = await handler(request, context);
        observe(startedAt);
        return response;
      } catch (error) {
        const known = asReason(error, action, binding.log);
        observe(startedAt, known.reason);
        throw known;
      }
    });
  const answering = {
    method,
    clock: binding.clock,
    handle,
    asReason: (error: unknown) => asReason(error, action, binding.log),
  };
  return (ctx: Context): Promise<unknown> => {
    if (ctx.params instanceof Uint8Array) return answerRemoteCall(ctx, answering);
    return handle(ctx.params, (ctx.options as unknown as ContractCallOptions).call);
  };
};

/** A Moleculer service with one action per rpc of the contract. */
export const bindActions = (binding: Binding): ServiceSchema => ({
  name: serviceNameOf(binding.definition),
  actions: Object.fromEntries(
    Object.entries(binding.definition.methods).map(([name, method]) => [
      name,
      { handler: bindMethod(binding, name, method) },
    ]),
  ),
});
