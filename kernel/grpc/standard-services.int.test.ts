/** The goal: tools that know nothing of us find their way: health probes and grpcurl. The method: their own wire protocols on a real server. */

import { ChannelCredentials, Client, type ServiceError, status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FileDescriptorProto } from "../../proto/gen/google/protobuf/descriptor.ts";
import {
  type HealthCheckResponse,
  HealthDefinition,
  HealthCheckResponse_ServingStatus as Serving,
} from "../../proto/gen/grpc/health/v1/health.ts";
import {
  ServerReflectionDefinition,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from "../../proto/gen/grpc/reflection/v1/reflection.ts";
import { grpcDefinitionOf } from "./grpc-definition.ts";
import { startTestServer } from "./testing.ts";

const SUPERMARKET = "paywindow.supermarket.v1.SupermarketService";

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

const filesOf = ({ messageResponse }: ServerReflectionResponse): FileDescriptorProto[] => {
  if (messageResponse?.$case !== "fileDescriptorResponse") throw new Error(`got ${JSON.stringify(messageResponse)}`);
  return messageResponse.value.fileDescriptorProto.map((bytes) => FileDescriptorProto.decode(bytes));
};

describe.each(["v1", "v1alpha"])("reflection %s", (version) => {
  const fullName = `grpc.reflection.${version}.ServerReflection`;
  const rpc = grpcDefinitionOf({ ...ServerReflectionDefinition, fullName })["serverReflectionInfo"]!;

  /** Asks the questions on one stream, as grpcurl does, and closes it after the last answer. */
  const ask = (...questions: ServerReflectionRequest["messageRequest"][]) =>
    new Promise<ServerReflectionResponse[]>((resolve, reject) => {
      const answers: ServerReflectionResponse[] = [];
      const stream = client.makeBidiStreamRequest(rpc.path, rpc.requestSerialize, rpc.responseDeserialize);
      stream.on("data", (answer: ServerReflectionResponse) => answers.push(answer));
      stream.on("error", reject);
      stream.on("end", () => resolve(answers));
      for (const messageRequest of questions) stream.write({ host: "", messageRequest });
      stream.end();
    });

  test("lists the services of this server and no others", async () => {
    const [answer] = await ask({ $case: "listServices", value: "*" });
    expect(answer?.messageResponse).toEqual({
      $case: "listServicesResponse",
      value: { service: [{ name: SUPERMARKET }] },
    });
  });

  test.each([SUPERMARKET, `${SUPERMARKET}.CheckOutBasket`, "paywindow.supermarket.v1.FindItemRequest"])(
    "describes %s by its file and what that imports",
    async (symbol) => {
      const [answer] = await ask({ $case: "fileContainingSymbol", value: symbol });
      const files = filesOf(answer!);
      expect(files[0]).toMatchObject({
        name: "paywindow/supermarket/v1/supermarket.proto",
        package: "paywindow.supermarket.v1",
      });
      expect(files[0]?.service[0]?.method.map(({ name }) => name)).toContain("CheckOutBasket");
      expect(files.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          "paywindow/common/v1/money.proto",
          "google/protobuf/timestamp.proto",
          "google/api/http.proto",
        ]),
      );
    },
  );

  test("gives the files as buf compiled them, HTTP annotations included", async () => {
    const name = "paywindow/supermarket/v1/supermarket.proto";
    const [answer] = await ask({ $case: "fileByFilename", value: name });
    const response = answer?.messageResponse;
    const files = response?.$case === "fileDescriptorResponse" ? response.value.fileDescriptorProto : [];
    expect(files[0]?.includes("/v1/supermarket/find-item")).toBe(true);
  });

  test("knows the extensions", async () => {
    const containingType = "google.protobuf.MethodOptions";
    const [numbers, file, none] = await ask(
      { $case: "allExtensionNumbersOfType", value: containingType },
      { $case: "fileContainingExtension", value: { containingType, extensionNumber: 72295728 } },
      { $case: "allExtensionNumbersOfType", value: "nobody.v1.Nothing" },
    );
    expect(numbers?.messageResponse).toMatchObject({ value: { extensionNumber: [72295728] } });
    expect(filesOf(file!)[0]?.name).toBe("google/api/annotations.proto");
    expect(none?.messageResponse).toMatchObject({ value: { errorCode: status.NOT_FOUND } });
  });

  test.each([
    [{ $case: "fileContainingSymbol", value: "nobody.v1.Nobody" }, status.NOT_FOUND],
    [{ $case: "fileContainingSymbol", value: "" }, status.NOT_FOUND],
    [{ $case: "fileByFilename", value: "../../../etc/passwd" }, status.NOT_FOUND],
  ] as const)("%j has no answer, and the stream goes on", async (question, errorCode) => {
    const [refused, listed] = await ask(question, { $case: "listServices", value: "" });
    expect(refused?.messageResponse).toMatchObject({ $case: "errorResponse", value: { errorCode } });
    expect(listed?.messageResponse?.$case).toBe("listServicesResponse");
  });

  test("a question of nothing is a mistake", async () => {
    const [answer] = await ask(undefined);
    expect(answer?.messageResponse).toMatchObject({ value: { errorCode: status.INVALID_ARGUMENT } });
  });
});

describe("health", () => {
  const rpcs = grpcDefinitionOf(HealthDefinition);

  const check = (service: string) =>
    new Promise<number | string>((resolve) => {
      const { path, requestSerialize, responseDeserialize } = rpcs["check"]!;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, answer) =>
        resolve(error ? status[(error as ServiceError).code]! : (answer as HealthCheckResponse).status),
      );
    });

  test("says NOT_SERVING until the service is there, and again when it goes", async () => {
    expect([await check(""), await check(SUPERMARKET)]).toEqual([Serving.NOT_SERVING, Serving.NOT_SERVING]);
    started.server.setServing(SUPERMARKET, true);
    expect([await check(""), await check(SUPERMARKET)]).toEqual([Serving.SERVING, Serving.SERVING]);
    started.server.setServing(SUPERMARKET, false);
    expect([await check(""), await check(SUPERMARKET)]).toEqual([Serving.NOT_SERVING, Serving.NOT_SERVING]);
  });

  test("a watch hears each change once, and the end when the server closes", async () => {
    const { path, requestSerialize, responseDeserialize } = rpcs["watch"]!;
    const watch = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: SUPERMARKET });
    const heard: number[] = [];
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    watch.on("end", resolve);
    watch.on("error", () => {});
    const first = new Promise<void>((heardFirst) => {
      watch.on("data", ({ status: now }: HealthCheckResponse) => {
        heard.push(now);
        heardFirst();
      });
    });
    await first;
    started.server.setServing(SUPERMARKET, true);
    started.server.setServing(SUPERMARKET, true);
    await started.server.close(10_000);
    await ended;
    expect(heard).toEqual([Serving.NOT_SERVING, Serving.SERVING, Serving.NOT_SERVING]);
  });

  test("does not know a service of another server, and cannot be told of one", async () => {
    expect(await check("nobody.v1.Nobody")).toBe("NOT_FOUND");
    expect(() => started.server.setServing("nobody.v1.Nobody", true)).toThrow("nobody.v1.Nobody");
  });
});
