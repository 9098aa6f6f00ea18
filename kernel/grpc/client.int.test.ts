/** The goal: a call through the door is the call that the handler sees, and its failure is a reason. The method: the door against real servers on loopback. */
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { SupermarketServiceDefinition } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { CallOptions } from "../contract/contract.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { ReasonError } from "../errors/reason.ts";
import { traceparentOf, withSpan } from "../telemetry/spans.ts";
import { startTracing } from "../telemetry/tracing.ts";
import { fixedClock, plusMs } from "../time/clock.ts";
import { createGrpcDoor, type GrpcDoorSettings } from "./client.ts";
import { friendly, MESH_SECRET, startTestServer } from "./testing.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const start = async (...settings: Parameters<typeof startTestServer>) => {
  const started = await startTestServer(...settings);
  cleanups.push(() => started.server.close(0));
  return started;
};

const openDoor = (settings: Partial<GrpcDoorSettings> = {}) => {
  const door = createGrpcDoor({ meshSecret: MESH_SECRET, ...settings });
  cleanups.push(door.close);
  return {
    find: (address: string, options: CallOptions = {}) =>
      door.call(address, SupermarketServiceDefinition, "findItem", { storeId: "str_1", barcode: "69" }, options),
    checkOut: (address: string, options: CallOptions = {}) =>
      door.call(address, SupermarketServiceDefinition, "checkOutBasket", { basketId: "bsk_1" }, options),
  };
};

/** A port on which nothing listens. */
const aDeadAddress = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
};

const reasonOf = async (call: Promise<unknown>): Promise<ReasonError> => {
  const error: unknown = await call.then(
    () => new Error("the call was answered"),
    (refusal: unknown) => refusal,
  );
  expect(error).toBeInstanceOf(ReasonError);
  return error as ReasonError;
};

describe("a call through the door", () => {
  test("carries request, caller, key and deadline, each in its node's own time", async () => {
    const there = fixedClock("2030-01-01T00:00:00.000Z");
    const here = fixedClock("2026-01-01T00:00:00.000Z");
    const { address, received } = await start(friendly, { clock: there });
    const caller = { kind: "staff", id: "stf_1", tenantId: "mer_1", siteIds: ["str_1"], roles: ["cashier"] } as const;
    const deadline = plusMs(here.now(), 20_000);
    const answer = await openDoor({ clock: here }).checkOut(address, { caller, idempotencyKey: "key-1", deadline });
    expect(answer).toMatchObject({ receiptId: "rcp_1" });
    expect(received).toMatchObject([{ method: "checkOutBasket", request: { basketId: "bsk_1" } }]);
    expect(received[0]?.options).toMatchObject({ caller, idempotencyKey: "key-1" });
    const waitMs = Number(received[0]?.options.deadline) - there.now().getTime();
    expect(waitMs).toBeGreaterThan(10_000);
    expect(waitMs).toBeLessThanOrEqual(20_000);
  });

  test("tells of a replay, of an answer and of a refusal", async () => {
    const { address } = await start(async (method, request, { idempotencyKey, markReplayed }) => {
      if (idempotencyKey !== "new") markReplayed?.();
      if (idempotencyKey === "refused") throw commonReasons.error("CALLER_NOT_ALLOWED");
      return friendly(method, request, {});
    });
    const { checkOut } = openDoor();
    const replays: string[] = [];
    const withKey = (idempotencyKey: string) =>
      checkOut(address, { idempotencyKey, markReplayed: () => replays.push(idempotencyKey) });
    await withKey("new");
    await withKey("again");
    await reasonOf(withKey("refused"));
    expect(replays).toEqual(["again", "refused"]);
  });

  test("is one trace with the span that made it", async () => {
    const exporter = new InMemorySpanExporter();
    const tracing = await startTracing({ service: "test", exporter });
    cleanups.push(() => tracing.stop());
    const { address, received } = await start();
    await withSpan("page", "internal", {}, () => openDoor().find(address));
    const spans = new Map(exporter.getFinishedSpans().map((span) => [`${span.name} ${span.kind}`, span]));
    const name = "paywindow.supermarket.v1.SupermarketService/FindItem";
    const [page, client, server] = [spans.get("page 0"), spans.get(`${name} 2`), spans.get(`${name} 1`)];
    expect(client?.parentSpanContext?.spanId).toBe(page?.spanContext().spanId);
    expect(server?.parentSpanContext?.spanId).toBe(client?.spanContext().spanId);
    expect(server?.spanContext().traceId).toBe(page?.spanContext().traceId);
    expect(received[0]?.options.traceparent).toContain(server?.spanContext().spanId);
    expect(server?.attributes).toMatchObject({ "rpc.system": "grpc", "rpc.method": "FindItem" });
    expect(JSON.stringify([...spans.values()].map(({ attributes }) => attributes))).not.toContain(MESH_SECRET);
  });

  test("hands the trace on also where nothing is recorded, and where tracing was never started", async () => {
    const { address, received } = await start();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await openDoor().find(address, { traceparent });
    const tracing = await startTracing({ service: "test" });
    cleanups.push(() => tracing.stop());
    let own = "";
    await withSpan("page", "internal", {}, (span) => {
      own = traceparentOf(span);
      return openDoor().find(address);
    });
    expect(received.map(({ options }) => options.traceparent)).toEqual([traceparent, own]);
  });
});

describe("a call that fails", () => {
  test("gives the peer's own reason", async () => {
    const fields = [{ field: "barcode", en: "13 digits", zh: "须为 13 位数字" }];
    const { address } = await start(async () => {
      throw commonReasons.error("REQUEST_INVALID", { fields, metadata: { hint: "面包" } });
    });
    const error = await reasonOf(openDoor().find(address));
    expect(error).toMatchObject({ domain: "common", reason: "REQUEST_INVALID", fields, metadata: { hint: "面包" } });
    expect(error.localized("zh")).toBe("请求有误");
  });

  test("nobody there is SERVICE_UNAVAILABLE, which may be tried again", async () => {
    const error = await reasonOf(openDoor().find(await aDeadAddress()));
    expect(error).toMatchObject({ reason: "SERVICE_UNAVAILABLE", metadata: { service: "supermarket" } });
    expect(error.row.retryable).toBe(true);
    expect(error.localized("en")).toBe("The service supermarket is not available now.");
  });

  test("a peer that dies with the call at work is SERVICE_UNAVAILABLE", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { address, server } = await start(() => {
      begin();
      return new Promise(() => {});
    });
    const call = reasonOf(openDoor().find(address));
    await begun;
    await server.close(0);
    expect((await call).reason).toBe("SERVICE_UNAVAILABLE");
  });

  test("a peer that does not answer is DEADLINE_PASSED, and its handler is told", async () => {
    const { promise: aborted, resolve: onAbort } = Promise.withResolvers<void>();
    const { address } = await start((_method, _request, { signal }) => {
      signal?.addEventListener("abort", () => onAbort());
      return new Promise(() => {});
    });
    const clock = fixedClock();
    expect((await reasonOf(openDoor({ clock }).find(address, { deadline: plusMs(clock.now(), 100) }))).reason).toBe(
      "DEADLINE_PASSED",
    );
    await aborted;
  });

  test("a caller that goes away ends the call, before or after it was sent", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: aborted, resolve: onAbort } = Promise.withResolvers<void>();
    const { address } = await start((_method, _request, { signal }) => {
      signal?.addEventListener("abort", () => onAbort());
      begin();
      return new Promise(() => {});
    });
    const { find } = openDoor();
    const leaving = new AbortController();
    const call = reasonOf(find(address, { signal: leaving.signal }));
    await begun;
    leaving.abort();
    expect((await call).reason).toBe("DEADLINE_PASSED");
    await aborted;
    expect((await reasonOf(find(address, { signal: leaving.signal }))).reason).toBe("DEADLINE_PASSED");
  });

  test.each([
    ["no key", {}, "IDEMPOTENCY_KEY_MISSING"],
    ["a key with a line break", { idempotencyKey: "a\r\nauthorization: x" }, "REQUEST_INVALID"],
    ["a key in Chinese", { idempotencyKey: "幂等" }, "REQUEST_INVALID"],
  ])("%s is refused before anything is sent", async (_, options, reason) => {
    const { address, received } = await start();
    expect((await reasonOf(openDoor().checkOut(address, options))).reason).toBe(reason);
    expect(received).toEqual([]);
  });

  test("too large a request is REQUEST_TOO_LARGE", async () => {
    const { address } = await start(friendly, { limits: { maxRequestBytes: 20 } });
    const door = createGrpcDoor({ meshSecret: MESH_SECRET });
    cleanups.push(door.close);
    const request = { storeId: "s".repeat(100_000), barcode: "" };
    const error = await reasonOf(door.call(address, SupermarketServiceDefinition, "findItem", request, {}));
    expect(error.reason).toBe("REQUEST_TOO_LARGE");
  });

  test("a request that cannot be encoded is INTERNAL, with the cause for our log", async () => {
    const { address } = await start();
    const door = createGrpcDoor({ meshSecret: MESH_SECRET });
    cleanups.push(door.close);
    const request = { storeId: "str_1", pageSize: "many", pageToken: "" };
    const error = await reasonOf(door.call(address, SupermarketServiceDefinition, "listItems", request, {}));
    expect(error).toMatchObject({ reason: "INTERNAL", cause: { message: expect.stringContaining("int32") } });
  });

  test("another mesh's secret is CALLER_UNKNOWN", async () => {
    const { address } = await start();
    expect((await reasonOf(openDoor({ meshSecret: "the-secret-of-another-mesh" }).find(address))).reason).toBe(
      "CALLER_UNKNOWN",
    );
  });

  test("without a secret the door does not open", () => {
    expect(() => createGrpcDoor({ meshSecret: "" })).toThrow("PAYWINDOW_MESH_SECRET");
  });
});

describe("connections", () => {
  test("a peer that is not called loses them, and gets new ones when it is called again", async () => {
    const { address, received } = await start();
    const { find } = openDoor({ idleMs: 20 });
    await find(address);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await find(address);
    expect(received).toHaveLength(2);
  });

  test("a peer with a call at work is not idle, however long the call takes", async () => {
    const { address } = await start(async (...call) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return friendly(...call);
    });
    expect(await openDoor({ idleMs: 20 }).find(address)).toMatchObject({ itemId: "itm_1" });
  });

  test("100 calls at once over the two channels", async () => {
    const { address } = await start();
    const { find } = openDoor();
    const answers = await Promise.all(Array.from({ length: 100 }, () => find(address)));
    expect(answers).toHaveLength(100);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});
