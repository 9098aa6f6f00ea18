import { readFileSync } from "node:fs";
import { createFileRegistry, type DescFile, type FileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { type Server, type ServerDuplexStream, status } from "@grpc/grpc-js";
import {
  type ExtensionRequest,
  ServerReflectionDefinition,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from "../../proto/gen/grpc/reflection/v1/reflection.ts";
import type { ServiceDefinition } from "../contract/contract.ts";
import { grpcDefinitionOf } from "./grpc-definition.ts";

type Answer = ServerReflectionResponse["messageResponse"];
type Stream = ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>;

const refuse = (errorCode: number, errorMessage: string): Answer => ({
  $case: "errorResponse",
  value: { errorCode, errorMessage },
});

/** The file and all that it imports, the file first, each once. */
const withImports = (file: DescFile, seen = new Set<DescFile>()): Set<DescFile> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of file.dependencies) withImports(imported, seen);
  return seen;
};

const answerFile = (file: DescFile | undefined): Answer => {
  if (!file) return refuse(status.NOT_FOUND, "not in the contracts of this server");
  const files = [...withImports(file)].map(({ proto }) => Buffer.from(toBinary(FileDescriptorProtoSchema, proto)));
  return { $case: "fileDescriptorResponse", value: { fileDescriptorProto: files } };
};

/** The file that declares a type or a service, or a member of one (a method, a field, an enum's value). */
const fileOf = (registry: FileRegistry, symbol: string): DescFile | undefined => {
  const owner = symbol.slice(0, Math.max(0, symbol.lastIndexOf(".")));
  return (registry.get(symbol) ?? registry.get(owner))?.file;
};

const extensionsOf = (registry: FileRegistry, typeName: string) =>
  [...registry].filter((desc) => desc.kind === "extension").filter(({ extendee }) => extendee.typeName === typeName);

const extensionFile = (registry: FileRegistry, { containingType, extensionNumber }: ExtensionRequest) =>
  extensionsOf(registry, containingType).find(({ number }) => number === extensionNumber)?.file;

const answerExtensions = (registry: FileRegistry, baseTypeName: string): Answer => {
  if (!registry.getMessage(baseTypeName)) return refuse(status.NOT_FOUND, "not in the contracts of this server");
  const extensionNumber = extensionsOf(registry, baseTypeName).map(({ number }) => number);
  return { $case: "allExtensionNumbersResponse", value: { baseTypeName, extensionNumber } };
};

const answer = (
  question: ServerReflectionRequest["messageRequest"],
  registry: FileRegistry,
  services: readonly string[],
): Answer => {
  switch (question?.$case) {
    case "listServices":
      return { $case: "listServicesResponse", value: { service: services.map((name) => ({ name })) } };
    case "fileByFilename":
      return answerFile(registry.getFile(question.value));
    case "fileContainingSymbol":
      return answerFile(fileOf(registry, question.value));
    case "fileContainingExtension":
      return answerFile(extensionFile(registry, question.value));
    case "allExtensionNumbersOfType":
      return answerExtensions(registry, question.value);
    default:
      return refuse(status.INVALID_ARGUMENT, "the request asks nothing");
  }
};

/**
 * Adds reflection (v1 and v1alpha) of the services, so that grpcurl and grpcui need no .proto files. Ours and not @grpc/reflection: that one costs 25 MB and
 * 0.2 s at start, merges files and drops the HTTP annotations; this reads the compiled contracts when it is first asked and answers with what buf compiled.
 */
export const addReflection = (
  server: Server,
  descriptorFile: URL | string,
  definitions: readonly ServiceDefinition[],
): void => {
  let registry: FileRegistry | undefined;
  const services = definitions.map(({ fullName }) => fullName);
  const converse = (stream: Stream): void => {
    stream.on("error", () => {});
    stream.on("data", (request: ServerReflectionRequest) => {
      registry ??= createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptorFile)));
      const messageResponse = answer(request.messageRequest, registry, services);
      const isTaken = stream.write({ validHost: request.host, originalRequest: request, messageResponse });
      // Answers are a hundred times the size of their questions: who does not read them is asked for no more.
      if (isTaken) return;
      stream.pause();
      stream.once("drain", () => stream.resume());
    });
    stream.on("end", () => stream.end());
  };
  for (const version of ["v1", "v1alpha"])
    server.addService(
      grpcDefinitionOf({ ...ServerReflectionDefinition, fullName: `grpc.reflection.${version}.ServerReflection` }),
      {
        serverReflectionInfo: converse,
      },
    );
};
