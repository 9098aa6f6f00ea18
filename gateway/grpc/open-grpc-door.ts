import type { Caller } from "../../kernel/auth/caller.ts";
import { actionNameOf, type ServiceDefinition } from "../../kernel/contract/contract.ts";
import { METADATA, readText } from "../../kernel/grpc/call-metadata.ts";
import { type GrpcServer, type GrpcServerSettings, startGrpcServer } from "../../kernel/grpc/server.ts";
import type { Desk } from "../call/desk.ts";

/** `127.0.0.1` of `127.0.0.1:50000`, `::1` of `::1:50000`. */
const addressOf = (peer: string): string => peer.replace(/:\d+$/, "");

/** The two questions of a gRPC server, answered by the gateway's guard. */
const bindDesk = (desk: Desk) => {
  const routes = new Map(desk.contracts.routes.map((route) => [route.action, route]));
  // The server asks twice per call, and the caller's object is what the two have in common.
  const addresses = new WeakMap<Caller, string>();

  const authenticate: GrpcServerSettings["authenticate"] = async (metadata, action, peer) => {
    const authorization = readText(metadata, METADATA.authorization);
    const { caller } = await desk.admitCaller(desk.rowOf(action), authorization, addressOf(peer));
    const callerOfCall = { ...caller };
    addresses.set(callerOfCall, addressOf(peer));
    return callerOfCall;
  };

  const serviceOf = (definition: ServiceDefinition): GrpcServerSettings["services"][number] => ({
    definition,
    invoke: async (methodKey, request, options) => {
      const { caller, idempotencyKey = "", deadline, traceparent, signal, markReplayed } = options;
      const route = routes.get(actionNameOf(definition, methodKey));
      if (!route || !caller || !deadline || !traceparent) throw new Error(`${methodKey} came without its context`);
      const address = addresses.get(caller) ?? "";
      const call = { route, caller, address, request, idempotencyKey, deadline, traceparent, signal };
      const { response, replayed } = await desk.performCall(call);
      if (replayed) markReplayed?.();
      return response;
    },
  });
  return { authenticate, services: desk.contracts.definitions.map(serviceOf) };
};

/**
 * gRPC for everyone, all contracts at one address, with the guard of the HTTP door. A client's certificate is not asked for, that is the nodes' affair:
 * callers show a bearer token.
 */
export const openGrpcDoor = async (desk: Desk): Promise<GrpcServer> => {
  const { node, config, limits, contracts } = desk;
  const server = await startGrpcServer({
    ...{ host: config.host, port: config.grpcPort, log: node.log, metrics: node.metrics, clock: node.clock },
    tls: config.tls && { certFile: config.tls.certFile, keyFile: config.tls.keyFile },
    limits: {
      ...{ maxRequestBytes: limits.bodyBytes, maxConnections: limits.connections },
      ...{ requestArrivalMs: limits.requestTimeoutMs, maxDeadlineMs: limits.maxDeadlineMs },
      defaultDeadlineMs: limits.deadlineMs,
    },
    ...bindDesk(desk),
  });
  for (const { fullName } of contracts.definitions) server.setServing(fullName, true);
  return server;
};
