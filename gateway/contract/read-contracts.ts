import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileRegistry, type DescMethod, type FileRegistry, fromBinary, getOption } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { actionNameOf, type MethodDefinition, type ServiceDefinition } from "../../kernel/contract/contract.ts";

/** One rpc as the doors see it: its definition (what runs) and its descriptor (names, comments, HTTP path). */
export interface Route {
  /** `payments.payTrade`: the row of the access table, the action, the metrics label. */
  readonly action: string;
  readonly definition: ServiceDefinition;
  readonly method: MethodDefinition;
  /** The method's key in the definition and in the typed client. */
  readonly methodKey: string;
  readonly descriptor: DescMethod;
  readonly httpMethod: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
}

/** Every rpc of the definitions, and the descriptors behind them. */
export interface Contracts {
  readonly registry: FileRegistry;
  readonly definitions: readonly ServiceDefinition[];
  readonly routes: readonly Route[];
}

const DESCRIPTOR_FILE = join(import.meta.dirname, "..", "..", "proto", "gen", "contracts.binpb");

const HTTP_METHODS = { get: "GET", post: "POST", put: "PUT", patch: "PATCH", delete: "DELETE" } as const;

/** What protobuf-es reads from the option google.api.http (google/api/http.proto). */
interface HttpRule {
  readonly pattern: { readonly case?: string; readonly value?: unknown };
  readonly body: string;
}

/** The HTTP method and path of an rpc. A contract that the door cannot serve exactly stops the start, not a call. */
const bindingOf = (descriptor: DescMethod, registry: FileRegistry): Pick<Route, "httpMethod" | "path"> => {
  const extension = registry.getExtension("google.api.http");
  if (!extension) throw new Error("the descriptors lack google/api/annotations.proto");
  const rule = getOption(descriptor, extension) as HttpRule;
  const httpMethod = HTTP_METHODS[rule.pattern.case as keyof typeof HTTP_METHODS];
  const path = rule.pattern.value;
  const hasBody = httpMethod !== "GET" && httpMethod !== "DELETE";
  if (!httpMethod || typeof path !== "string" || path.includes("{") || rule.body !== (hasBody ? "*" : ""))
    throw new Error(`${descriptor}: the door serves plain paths, with body "*" or in a GET's query`);
  return { httpMethod, path };
};

const routesOf = (definition: ServiceDefinition, registry: FileRegistry): Route[] => {
  const service = registry.getService(definition.fullName);
  if (!service) throw new Error(`${definition.fullName} is not among the descriptors; run scripts/prepare.mjs`);
  return Object.entries(definition.methods).map(([methodKey, method]) => {
    const descriptor = service.methods.find(({ name }) => name === method.name);
    if (!descriptor) throw new Error(`${definition.fullName}.${method.name} is not among the descriptors`);
    const action = actionNameOf(definition, methodKey);
    return { action, definition, method, methodKey, descriptor, ...bindingOf(descriptor, registry) };
  });
};

/** Reads the descriptor set that scripts/prepare.mjs built and makes the route table of the definitions. */
export const readContracts = (definitions: readonly ServiceDefinition[]): Contracts => {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(DESCRIPTOR_FILE)));
  return { registry, definitions, routes: definitions.flatMap((definition) => routesOf(definition, registry)) };
};
