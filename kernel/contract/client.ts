import { setTimeout as pause } from "node:timers/promises";
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

/** How often a call that may safely be sent again is sent again where no node answered it, and how long it waits before, longer each time. */
const RETRIES = 2;
const RETRY_PAUSE_MS = 50;

/** Moleculer's names for: no node has it, none answers, the node went while it worked, it has too much to do, this node has no line. */
const AWAY = new Set([
  "ServiceNotFoundError",
  "ServiceNotAvailableError",
  "RequestRejectedError",
  "QueueIsFullError",
  "BrokerDisconnectedError",
]);

/** Moleculer's own failures as reasons; a ReasonError passes. */
const asReason = (error: unknown, service: string): ReasonError => {
  if (error instanceof ReasonError) return error;
  const name = error instanceof Error ? error.name : "";
  if (name === "RequestTimeoutError") return commonReasons.error("DEADLINE_PASSED", { cause: error });
  if (AWAY.has(name)) return commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service }, cause: error });
  return commonReasons.error("INTERNAL", { cause: error });
};

const mayBeSentAgain = (method: MethodDefinition, call: CallOptions): boolean =>
  !needsIdempotencyKey(method) || (call.idempotencyKey ?? "") !== "";

/**
 * Whether the service itself did not answer. One that answers that another is away is not asked again: its own client has done so. Nor is one that has too
 * much to do.
 */
const isAway = (error: ReasonError, service: string): boolean =>
  error.reason === "SERVICE_UNAVAILABLE" &&
  error.metadata["service"] === service &&
  !(error.cause instanceof Error && error.cause.name === "QueueIsFullError");

const runsHere = (broker: ServiceBroker, action: string): boolean =>
  broker.registry.getActionEndpoints(action)?.hasLocal() ?? false;

interface Bound {
  readonly definition: ServiceDefinition;
  readonly methodName: string;
  readonly method: MethodDefinition;
  readonly service: string;
  readonly action: string;
}

/** Sends a call once, by the door that fits, within the time that its deadline leaves. */
const sendOnce = async (
  { broker, clock, remoteDoor }: ClientSettings,
  { definition, methodName, method, service, action }: Bound,
  request: unknown,
  call: CallOptions & { readonly deadline: Date },
): Promise<unknown> => {
  const timeout = call.deadline.getTime() - clock.now().getTime();
  if (timeout <= 0) throw commonReasons.error("DEADLINE_PASSED");
  const isHere = runsHere(broker, action);
  try {
    if (remoteDoor && !isHere) return await remoteDoor(definition, methodName, request, call);
    const contract: ContractCallOptions = { method, call };
    // A stopping node waits for the calls that it answers. Moleculer never forgets one of its own that timed out, and would wait for that as well.
    return await broker.call(action, request, { timeout, tracking: isHere, ...contract });
  } catch (error) {
    throw asReason(error, service);
  }
};

const bindCall = (settings: ClientSettings, definition: ServiceDefinition, methodName: string) => {
  const { clock, self } = settings;
  const method = definition.methods[methodName] as MethodDefinition;
  const service = serviceNameOf(definition);
  const bound: Bound = { definition, methodName, method, service, action: actionNameOf(definition, methodName) };
  return async (request: unknown, options: CallOptions = {}): Promise<unknown> => {
    const call = {
      caller: options.caller ?? self,
      idempotencyKey: options.idempotencyKey,
      deadline: options.deadline ?? plusMs(clock.now(), DEFAULT_DEADLINE_MS),
      traceparent: options.traceparent,
      signal: options.signal,
      markReplayed: options.markReplayed,
    };
    for (let retries = 0; ; retries++) {
      try {
        return await sendOnce(settings, bound, request, call);
      } catch (error) {
        const isLast = retries === RETRIES || !mayBeSentAgain(method, call);
        const waitMs = RETRY_PAUSE_MS * 2 ** retries;
        if (isLast || !isAway(error as ReasonError, service) || plusMs(clock.now(), waitMs) >= call.deadline)
          throw error;
        await pause(waitMs);
      }
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
