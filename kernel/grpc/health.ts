import {
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import {
  type HealthCheckRequest,
  type HealthCheckResponse,
  HealthDefinition,
  HealthCheckResponse_ServingStatus as Serving,
} from "../../proto/gen/grpc/health/v1/health.ts";
import type { ServiceDefinition } from "../contract/contract.ts";
import { grpcDefinitionOf } from "./grpc-definition.ts";

type Watch = ServerWritableStream<HealthCheckRequest, HealthCheckResponse>;

/** grpc.health.v1: each service by its full name, and "" for the whole server, which serves when all of them do. */
export interface Health {
  setServing(serviceFullName: string, serving: boolean): void;
  /** Ends the watches, which have no end of their own. */
  endWatches(): void;
}

const statusOf = (serving: boolean | undefined): Serving => {
  if (serving === undefined) return Serving.SERVICE_UNKNOWN;
  return serving ? Serving.SERVING : Serving.NOT_SERVING;
};

/** Adds health to a server; every service begins as NOT_SERVING. */
export const addHealth = (server: Server, definitions: readonly ServiceDefinition[]): Health => {
  const services = new Map(definitions.map(({ fullName }) => [fullName, false]));
  const watches = new Map<Watch, Serving>();
  const servingOf = (name: string) => (name === "" ? [...services.values()].every(Boolean) : services.get(name));
  const tell = (watch: Watch) => {
    const now = statusOf(servingOf(watch.request.service));
    if (watches.get(watch) === now) return;
    watches.set(watch, now);
    watch.write({ status: now });
  };
  server.addService(grpcDefinitionOf(HealthDefinition), {
    check: (
      { request }: ServerUnaryCall<HealthCheckRequest, HealthCheckResponse>,
      callback: sendUnaryData<HealthCheckResponse>,
    ) => {
      const serving = servingOf(request.service);
      if (serving === undefined) callback({ code: status.NOT_FOUND, details: "this server has no such service" });
      else callback(null, { status: statusOf(serving) });
    },
    watch: (watch: Watch) => {
      watch.on("cancelled", () => watches.delete(watch));
      tell(watch);
    },
  });
  return {
    setServing: (name, serving) => {
      if (!services.has(name)) throw new Error(`${name} is not a service of this server`);
      services.set(name, serving);
      for (const watch of watches.keys()) tell(watch);
    },
    endWatches: () => {
      for (const watch of watches.keys()) watch.end();
      watches.clear();
    },
  };
};
