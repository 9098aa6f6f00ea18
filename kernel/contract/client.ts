import type { ServiceBroker } from "moleculer";
import type { Caller } from "../auth/caller.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { ReasonError } from "../errors/reason.ts";
import { type Clock, plusMs } from "../time/clock.ts";
import { DEFAULT_DEADLINE_MS } from "./call-context.ts";
import {
  actionNameOf,
  type CallOptions,
  type Client,
  type ClientFactory,
  type MethodDefinition,
  needsIdempotencyKey,
  type ServiceDefinition,
  serviceNameOf,
} from "./contract.ts";
import type { ContractCallOptions } from "./remote-codec.ts";

/** Sends a call to another node by a way that is not Moleculer's. */
export type RemoteDoor = (
  definition: ServiceDefinition,
  methodName: string,
  request: unknown,
  call: CallOptions,
) => Promise<unknown>;

export interface ClientSettings {
  readonly broker: ServiceBroker;
  readonly clock: Clock;
  /** Who calls where a call does not say. */
  readonly self: Caller;
  /** For services of other nodes; absent: Moleculer's own transporter. */
  readonly remoteDoor?: RemoteDoor;
}

/** How often a call that may safely be sent again is sent again where no node answered it. */
const RETRIES = 2;

/** Moleculer's own failures as reasons; a ReasonError passes. */
const asReason = (error: unknown, service: string): ReasonError => {
  if (error instanceof ReasonError) return error;
  const name = error instanceof Error ? error.name : "";
  if (name === "RequestTimeoutError") return commonReasons.error("DEADLINE_PASSED", { cause: error });
  const away = ["ServiceNotFoundError", "ServiceNotAvailableError", "RequestRejectedError", "QueueIsFullError"];
  if (away.includes(name)) return commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service }, cause: error });
  return commonReasons.error("INTERNAL", { cause: error });
};

const mayBeSentAgain = (method: MethodDefinition, call: CallOptions): boolean =>
  !needsIdempotencyKey(method) || (call.idempotencyKey ?? "") !== "";

const runsHere = (broker: ServiceBroker, action: string): boolean =>
  broker.registry.getActionEndpoints(action)?.hasLocal() ?? false;

const bindCall = (settings: ClientSettings, definition: ServiceDefinition, methodName: string) => {
  const { broker, clock, self, remoteDoor } = settings;
  const method = definition.methods[methodName] as MethodDefinition;
  const action = actionNameOf(definition, methodName);
  const service = serviceNameOf(definition);
  return async (request: unknown, options: CallOptions = {}): Promise<unknown> => {
    const now = clock.now();
    const deadline = options.deadline ?? plusMs(now, DEFAULT_DEADLINE_MS);
    const timeout = deadline.getTime() - now.getTime();
    if (timeout <= 0) throw commonReasons.error("DEADLINE_PASSED");
    const call: CallOptions = {
      caller: options.caller ?? self,
      idempotencyKey: options.idempotencyKey,
      deadline,
      traceparent: options.traceparent,
      signal: options.signal,
      markReplayed: options.markReplayed,
    };
    try {
      if (remoteDoor && !runsHere(broker, action)) return await remoteDoor(definition, methodName, request, call);
      const contract: ContractCallOptions = { method, call };
      const retries = mayBeSentAgain(method, call) ? RETRIES : 0;
      return await broker.call(action, request, { timeout, retries, ...contract });
    } catch (error) {
      throw asReason(error, service);
    }
  };
};

/** The factory of a node's (or a service's) typed clients. A client is cheap and has no state: make it once, at start. */
export const createClientFactory =
  (settings: ClientSettings): ClientFactory =>
  <Definition extends ServiceDefinition>(definition: Definition) =>
    Object.fromEntries(
      Object.keys(definition.methods).map((name) => [name, bindCall(settings, definition, name)]),
    ) as unknown as Client<Definition>;
