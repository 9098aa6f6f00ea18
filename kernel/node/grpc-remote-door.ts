import type { ServiceBroker } from "moleculer";
import { MeshTransporter } from "../broker/mesh-transporter.ts";
import type { Config } from "../config/config.ts";
import type { RemoteDoor } from "../contract/client.ts";
import { actionNameOf, serviceNameOf } from "../contract/contract.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { hasReason } from "../errors/reason.ts";
import { createGrpcDoor } from "../grpc/client.ts";
import type { Clock } from "../time/clock.ts";

interface Endpoint {
  readonly isAvailable: boolean;
  readonly node: { readonly id: string; readonly metadata?: { readonly grpcAddress?: string } };
}

/** Calls under way, by node: they end when the node is found to be away. */
class CallsUnderWay {
  readonly #byNode = new Map<string, Set<AbortController>>();

  constructor(broker: ServiceBroker) {
    broker.localBus.on("$node.disconnected", ({ node }: { node: { id: string } }) => {
      for (const call of this.#byNode.get(node.id) ?? []) call.abort();
    });
  }

  begin(nodeId: string): AbortController {
    const call = new AbortController();
    const calls = this.#byNode.get(nodeId) ?? new Set();
    this.#byNode.set(nodeId, calls.add(call));
    return call;
  }

  end(nodeId: string, call: AbortController): void {
    const calls = this.#byNode.get(nodeId);
    calls?.delete(call);
    if (calls?.size === 0) this.#byNode.delete(nodeId);
  }
}

/**
 * Finds a node of the service in Moleculer's registry, in turn, and calls it over gRPC. Who is away is found out as over NATS: a node that owes an answer is
 * asked for signs of life there, and one that did not take a call is asked at once, so that the next try meets another.
 */
export const grpcRemoteDoor = (broker: ServiceBroker, config: Config, clock: Clock) => {
  const door = createGrpcDoor({ tls: config.tls, meshSecret: config.meshSecret ?? "", clock });
  const transporter = broker.transit?.tx instanceof MeshTransporter ? broker.transit.tx : undefined;
  const underWay = new CallsUnderWay(broker);
  let turn = 0;
  const call: RemoteDoor = async (definition, methodName, request, options) => {
    const away = () => commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: serviceNameOf(definition) } });
    const list = broker.registry.getActionEndpoints(actionNameOf(definition, methodName));
    const endpoints = ((list as unknown as { endpoints?: Endpoint[] } | undefined)?.endpoints ?? []).filter(
      ({ isAvailable, node }) => isAvailable && node.metadata?.grpcAddress,
    );
    const node = endpoints[turn++ % Math.max(1, endpoints.length)]?.node;
    const address = node?.metadata?.grpcAddress;
    if (!address) throw away();
    const own = underWay.begin(node.id);
    const paid = transporter?.owes(node.id);
    const signal = options.signal ? AbortSignal.any([own.signal, options.signal]) : own.signal;
    try {
      return await door.call(address, definition, methodName, request, { ...options, signal });
    } catch (error) {
      if (own.signal.aborted) throw away();
      if (hasReason(error, "SERVICE_UNAVAILABLE")) void broker.transit?.sendPing(node.id);
      throw error;
    } finally {
      underWay.end(node.id, own);
      paid?.();
    }
  };
  return { call, close: () => door.close() };
};
