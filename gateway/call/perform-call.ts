import type { Caller } from "../../kernel/auth/caller.ts";
import type { CallOptions, ServiceDefinition } from "../../kernel/contract/contract.ts";
import { authorize } from "../access/authorize.ts";
import type { AccessRow } from "../access/grant.ts";
import type { Route } from "../contract/read-contracts.ts";
import type { GatewayNode } from "../gateway-node.ts";
import type { RateLimits } from "../limits/rate-limits.ts";

/** A call as either door has read it. */
interface DoorCall {
  readonly route: Route;
  readonly caller: Caller;
  /** Where the caller's connection comes from. */
  readonly address: string;
  readonly request: unknown;
  /** Checked by the door; empty where the rpc needs none. */
  readonly idempotencyKey: string;
  readonly deadline: Date;
  readonly traceparent: string;
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal;
}

interface DoorAnswer {
  readonly response: unknown;
  /** The stored answer of an earlier request with the same key. */
  readonly replayed: boolean;
}

export type PerformCall = (call: DoorCall) => Promise<DoorAnswer>;

type Invoke = (request: unknown, options: CallOptions) => Promise<unknown>;

/** Typed clients are made once; by name, the one of a route. */
const createInvokers = (node: GatewayNode, definitions: readonly ServiceDefinition[]) => {
  const clients = new Map(definitions.map((definition) => [definition, node.client(definition)]));
  return ({ definition, methodKey }: Route): Invoke => {
    const client = clients.get(definition) as unknown as Readonly<Record<string, Invoke>>;
    return client[methodKey] as Invoke;
  };
};

interface Settings {
  readonly node: GatewayNode;
  readonly definitions: readonly ServiceDefinition[];
  rowOf(action: string): AccessRow;
  readonly rates: RateLimits;
}

/** What both doors do with a call once they know its caller: guard it, then hand it to its service. Rejects with a ReasonError. */
export const createPerformCall = ({ node, definitions, rowOf, rates }: Settings): PerformCall => {
  const invokerOf = createInvokers(node, definitions);
  return async ({ route, caller, address, request, idempotencyKey, deadline, traceparent, signal }) => {
    authorize(rowOf(route.action), caller, request);
    await rates.takeGuess(route.action, request, address);
    let replayed = false;
    const markReplayed = () => {
      replayed = true;
    };
    // Only a read dies with its caller: an effect that is cut off half-way leaves more to recover than one that is finished and not heard of.
    const until = route.method.options.idempotencyLevel === "NO_SIDE_EFFECTS" ? { signal } : {};
    const options: CallOptions = { caller, idempotencyKey, deadline, traceparent, markReplayed, ...until };
    const response = await invokerOf(route)(request, options);
    return { response, replayed };
  };
};
