import { readFile } from "node:fs/promises";
import type { Server } from "@grpc/grpc-js";
import { loadFileDescriptorSetFromBuffer } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import type { ServiceDefinition } from "../contract/contract.ts";

/** grpc.health.v1: each service by its full name, and "" for the whole server, which serves when all of them do. */
export interface Health {
  setServing(serviceFullName: string, serving: boolean): void;
}

/** Adds health; every service begins as NOT_SERVING. */
export const addHealth = (server: Server, definitions: readonly ServiceDefinition[]): Health => {
  const serving = new Map(definitions.map(({ fullName }) => [fullName, false]));
  const health = new HealthImplementation({
    "": "NOT_SERVING",
    ...Object.fromEntries(definitions.map(({ fullName }) => [fullName, "NOT_SERVING" as const])),
  });
  health.addToServer(server);
  return {
    setServing: (name, isServing) => {
      if (!serving.has(name)) throw new Error(`${name} is not a service of this server`);
      serving.set(name, isServing);
      health.setStatus(name, isServing ? "SERVING" : "NOT_SERVING");
      health.setStatus("", [...serving.values()].every(Boolean) ? "SERVING" : "NOT_SERVING");
    },
  };
};

/** Adds reflection (v1 and v1alpha) of the services from the compiled contracts, so that grpcurl and grpcui need no .proto files. */
export const addReflection = async (
  server: Server,
  descriptorFile: string | URL,
  definitions: readonly ServiceDefinition[],
): Promise<void> => {
  const contracts = loadFileDescriptorSetFromBuffer(await readFile(descriptorFile));
  new ReflectionService(contracts, { services: definitions.map(({ fullName }) => fullName) }).addToServer(server);
};
