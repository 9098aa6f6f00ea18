/** The goal: tools that know nothing of us find their way: health probes and grpcurl. The method: their own wire protocols on a real server. */

import { ChannelCredentials, Client, type MethodDefinition, type ServiceError, status } from "@grpc/grpc-js";
import { fromJSON, type PackageDefinition } from "@grpc/proto-loader";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { service as healthService } from "grpc-health-check";
import { FileDescriptorProto } from "../../proto/gen/google/protobuf/descriptor.ts";
import { startTestServer } from "./testing.ts";

const SUPERMARKET = "paywindow.supermarket.v1.SupermarketService";

/** What grpcurl speaks: https://github.com/grpc/grpc/blob/master/doc/server-reflection.md */
const reflectionProto = (version: string): PackageDefinition => {
  const text = (id: number) => ({ type: "string", id });
  const messages = {
    ServerReflectionRequest: {
      oneofs: { messageRequest: { oneof: ["fileByFilename", "fileContainingSymbol", "listServices"] } },
      fields: { host: text(1), fileByFilename: text(3), fileContainingSymbol: text(4), listServices: text(7) },
    },
    FileDescriptorResponse: { fields: { fileDescriptorProto: { rule: "repeated", type: "bytes", id: 1 } } },
    ServiceResponse: { fields: { name: text(1) } },
    ListServiceResponse: { fields: { service: { rule: "repeated", type: "ServiceResponse", id: 1 } } },
    ErrorResponse: { fields: { errorCode: { type: "int32", id: 1 }, errorMessage: text(2) } },
    ServerReflectionResponse: {
      fields: {
        fileDescriptorResponse: { type: "FileDescriptorResponse", id: 4 },
        listServicesResponse: { type: "ListServiceResponse", id: 6 },
        errorResponse: { type: "ErrorResponse", id: 7 },
      },
    },
    ServerReflection: {
      methods: {
        ServerReflectionInfo: {
          requestType: "ServerReflectionRequest",
          requestStream: true,
          responseType: "ServerReflectionResponse",
          responseStream: true,
        },
      },
    },
  };
  const inVersion = { nested: messages };
  return fromJSON({ nested: { grpc: { nested: { reflection: { nested: { [version]: inVersion } } } } } } as never);
};

interface ReflectionResponse {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
  readonly errorResponse?: { readonly errorCode: number };
}

let started: Awaited<ReturnType<typeof startTestServer>>;
let client: Client;

beforeEach(async () => {
  started = await startTestServer();
  client = new Client(started.address, ChannelCredentials.createInsecure());
});

afterEach(async () => {
  client.close();
  await started.server.close(0);
});

describe.each(["v1", "v1alpha"])("reflection %s", (version) => {
  const ask = (request: object) =>
    new Promise<ReflectionResponse>((resolve, reject) => {
      const services = reflectionProto(version)[`grpc.reflection.${version}.ServerReflection`];
      const rpc = (services as Record<string, MethodDefinition<object, ReflectionResponse>>)["ServerReflectionInfo"]!;
      const stream = client.makeBidiStreamRequest(rpc.path, rpc.requestSerialize, rpc.responseDeserialize);
      stream.on("data", resolve);
      stream.on("error", reject);
      stream.write(request);
      stream.end();
    });

  test("lists the services of this server and no others", async () => {
    const { listServicesResponse } = await ask({ listServices: "*" });
    expect(listServicesResponse?.service.map(({ name }) => name)).toEqual([SUPERMARKET]);
  });

  test("describes a service, its messages and what they import", async () => {
    const { fileDescriptorResponse } = await ask({ fileContainingSymbol: SUPERMARKET });
    const files = (fileDescriptorResponse?.fileDescriptorProto ?? []).map((bytes) => FileDescriptorProto.decode(bytes));
    const service = files.flatMap((file) => file.service).find(({ name }) => name === "SupermarketService");
    expect(service?.method.map(({ name }) => name)).toContain("CheckOutBasket");
    const messages = files.flatMap((file) => file.messageType.map(({ name }) => `${file.package}.${name}`));
    expect(messages).toEqual(
      expect.arrayContaining(["paywindow.supermarket.v1.FindItemRequest", "paywindow.common.v1.Money"]),
    );
    const request = files.flatMap((file) => file.messageType).find(({ name }) => name === "FindItemRequest");
    expect(request?.field.map(({ name, number }) => [name, number])).toEqual([
      ["store_id", 1],
      ["barcode", 2],
    ]); // prettier-ignore
  });

  test("does not know what does not exist", async () => {
    expect((await ask({ fileContainingSymbol: "nobody.v1.Nobody" })).errorResponse?.errorCode).toBe(status.NOT_FOUND);
  });
});

describe("health", () => {
  const check = (service: string) =>
    new Promise<string>((resolve) => {
      const rpc = healthService["Check"] as MethodDefinition<object, { status: string }>;
      client.makeUnaryRequest(rpc.path, rpc.requestSerialize, rpc.responseDeserialize, { service }, (error, answer) =>
        resolve(error ? (status[(error as ServiceError).code] as string) : (answer?.status ?? "")),
      );
    });

  test("says NOT_SERVING until the service is there, and again when it goes", async () => {
    expect([await check(""), await check(SUPERMARKET)]).toEqual(["NOT_SERVING", "NOT_SERVING"]);
    started.server.setServing(SUPERMARKET, true);
    expect([await check(""), await check(SUPERMARKET)]).toEqual(["SERVING", "SERVING"]);
    started.server.setServing(SUPERMARKET, false);
    expect([await check(""), await check(SUPERMARKET)]).toEqual(["NOT_SERVING", "NOT_SERVING"]);
  });

  test("does not know a service of another server, and cannot be told of one", async () => {
    expect(await check("nobody.v1.Nobody")).toBe("NOT_FOUND");
    expect(() => started.server.setServing("nobody.v1.Nobody", true)).toThrow("nobody.v1.Nobody");
  });
});
