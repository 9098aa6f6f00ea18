/** The goal: what a call carries reaches the handler, and its answer or reason reaches the caller. The method: a real server and bytes on loopback. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { Item } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { fixedClock } from "../time/clock.ts";
import { fromStatus } from "./status.ts";
import {
  type Answer,
  aFindItemRequest,
  asNode,
  CHECK_OUT,
  createRawClient,
  friendly,
  startTestServer,
} from "./testing.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const start = async (...settings: Parameters<typeof startTestServer>) => {
  const started = await startTestServer(...settings);
  const client = createRawClient(started.address);
  cleanups.push(() => started.server.close(0), client.close);
  return { ...started, call: client.call, client: client.client };
};

const reasonOf = ({ error }: Answer) => (error ? fromStatus(error, "supermarket") : undefined);

/** An invoke that never answers but tells when its signal is aborted. */
const patient = () => {
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const invoke: typeof friendly = (_method, _request, { signal }) => {
    signal?.addEventListener("abort", () => onAbort());
    begin();
    return new Promise(() => {});
  };
  return { invoke, aborted, begun };
};

describe("a call that is answered", () => {
  test("brings request, caller, key, trace and deadline", async () => {
    const clock = fixedClock("2026-01-01T00:00:00.000Z");
    const { call, received } = await start(friendly, { clock });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const answer = await call({ metadata: asNode({ "idempotency-key": "key-1", traceparent }), deadlineMs: 30_000 });
    expect(answer.code).toBe("OK");
    expect(Item.decode(answer.bytes as Buffer)).toMatchObject({ itemId: "itm_1", name: "面包" });
    expect(received).toMatchObject([
      {
        method: "findItem",
        request: { storeId: "str_demomarket1", barcode: "6901234567892" },
        options: { caller: { kind: "staff", id: "stf_democashier1" }, idempotencyKey: "key-1", traceparent },
      },
    ]);
    const waitMs = Number(received[0]?.options.deadline) - clock.now().getTime();
    expect(waitMs).toBeGreaterThan(20_000);
    expect(waitMs).toBeLessThanOrEqual(30_000);
  });

  test.each([
    ["5 s where the caller names none", undefined, 5_000],
    ["60 s where the caller asks for an hour", 3_600_000, 60_000],
  ])("has a deadline of %s", async (_, deadlineMs, expected) => {
    const clock = fixedClock();
    const { call, received } = await start(friendly, { clock });
    await call({ deadlineMs });
    expect(Number(received[0]?.options.deadline) - clock.now().getTime()).toBe(expected);
  });

  test("is marked as a replay in headers and trailers, and only then", async () => {
    const replay: typeof friendly = async (method, request, options) => {
      if (options.idempotencyKey === "again") options.markReplayed?.();
      return friendly(method, request, options);
    };
    const { call } = await start(replay);
    const first = await call({
      path: CHECK_OUT,
      bytes: Buffer.alloc(0),
      metadata: asNode({ "idempotency-key": "new" }),
    });
    const again = await call({
      path: CHECK_OUT,
      bytes: Buffer.alloc(0),
      metadata: asNode({ "idempotency-key": "again" }),
    });
    const marks = ({ headers, trailers }: Answer) => [headers, trailers].map((all) => all.get("idempotency-replayed"));
    expect(marks(first)).toEqual([[], []]);
    expect(marks(again)).toEqual([["true"], ["true"]]);
  });

  test("counts requests, errors by reason and durations", async () => {
    const { call, metrics } = await start();
    await call();
    await call({ bytes: Buffer.from([0xff]) });
    const text = await metrics.registry.metrics();
    const rpc = 'door="grpc",service="paywindow.supermarket.v1.SupermarketService",method="FindItem"';
    expect(text).toContain(`paywindow_rpc_requests_total{${rpc}} 2`);
    expect(text).toContain(`paywindow_rpc_errors_total{${rpc},reason="REQUEST_INVALID"} 1`);
    expect(text).toContain(`paywindow_rpc_duration_seconds_count{${rpc}} 2`);
  });
});

describe("a call that is refused", () => {
  test("carries the handler's reason, marked where it is a stored one", async () => {
    const refuse: typeof friendly = async (_method, _request, { markReplayed }) => {
      markReplayed?.();
      throw commonReasons.error("CALLER_NOT_ALLOWED", { metadata: { role: "cashier" } });
    };
    const { call, lines } = await start(refuse);
    const answer = await call();
    expect(answer).toMatchObject({ code: "PERMISSION_DENIED", details: "You may not do this." });
    expect(reasonOf(answer)).toMatchObject({ reason: "CALLER_NOT_ALLOWED", metadata: { role: "cashier" } });
    expect(answer.trailers.get("idempotency-replayed")).toEqual(["true"]);
    expect(lines).toEqual([]);
  });

  test("a handler that fails is INTERNAL without its words, which are logged with secrets taken out", async () => {
    const fail: typeof friendly = async () => {
      throw new Error("lost 281234567812345678");
    };
    const { call, lines } = await start(fail);
    const answer = await call();
    expect(reasonOf(answer)).toMatchObject({ domain: "common", reason: "INTERNAL" });
    expect(JSON.stringify(answer.trailers.toJSON()) + answer.details).not.toContain("lost");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      rpc: "supermarket.findItem",
      err: { message: "lost [redacted]" },
    });
  });

  test("an invoke that throws before its first await, and an answer that cannot be encoded, are INTERNAL too", async () => {
    const answers: (typeof friendly)[] = [
      () => {
        throw new TypeError("at once");
      },
      async () => ({ availableQuantity: "many" }),
      async () => undefined,
    ];
    for (const invoke of answers)
      expect(reasonOf(await (await start(invoke)).call())).toMatchObject({ reason: "INTERNAL" });
  });

  test.each([
    ["without a key", asNode(), "IDEMPOTENCY_KEY_MISSING", []],
    ["with an empty key", asNode({ "idempotency-key": "" }), "IDEMPOTENCY_KEY_MISSING", []],
    [
      "with a key of 201 characters",
      asNode({ "idempotency-key": "k".repeat(201) }),
      "REQUEST_INVALID",
      ["idempotency-key"],
    ],
  ])("a write %s", async (_, metadata, reason, fields) => {
    const { call, received } = await start();
    const error = reasonOf(await call({ path: CHECK_OUT, bytes: Buffer.alloc(0), metadata }));
    expect(error?.reason).toBe(reason);
    expect(error?.fields.map(({ field }) => field)).toEqual(fields);
    expect(received).toEqual([]);
  });

  test("a stranger", async () => {
    const { call, received } = await start();
    expect(reasonOf(await call({ metadata: asNode({ "x-paywindow-mesh": "guess" }) }))?.reason).toBe("CALLER_UNKNOWN");
    expect(received).toEqual([]);
  });

  test("more calls at once than the server takes", async () => {
    const { invoke, begun } = patient();
    const { call } = await start(invoke, { limits: { maxConcurrentCalls: 1 } });
    const first = call({ deadlineMs: 20_000 });
    await begun;
    expect(reasonOf(await call())?.reason).toBe("RATE_LIMITED");
    first.catch(() => {});
  });
});

describe("a call that ends early", () => {
  test("the deadline aborts the handler's signal", async () => {
    const { invoke, aborted } = patient();
    const { call } = await start(invoke);
    const answer = await call({ deadlineMs: 100 });
    expect(reasonOf(answer)?.reason).toBe("DEADLINE_PASSED");
    await aborted;
  });

  test("the default deadline answers for a handler that does not", async () => {
    const { invoke, aborted } = patient();
    const { call } = await start(invoke, { limits: { defaultDeadlineMs: 50 } });
    const answer = await call();
    expect(answer.code).toBe("DEADLINE_EXCEEDED");
    expect(reasonOf(answer)).toMatchObject({ reason: "DEADLINE_PASSED", row: { retryable: true } });
    await aborted;
  });

  test("a caller that goes away aborts it too, and is counted as passed", async () => {
    const { invoke, aborted, begun } = patient();
    const { client, metrics } = await start(invoke);
    const asIs = (bytes: Buffer) => bytes;
    const path = "/paywindow.supermarket.v1.SupermarketService/FindItem";
    const request = client.makeUnaryRequest(path, asIs, asIs, aFindItemRequest(), asNode(), () => {});
    await begun;
    request.cancel();
    await aborted;
    await new Promise((resolve) => setImmediate(resolve));
    expect(await metrics.registry.metrics()).toContain('reason="DEADLINE_PASSED"} 1');
  });
});

describe("closing", () => {
  test("lets the calls at work finish, refuses new ones, and ends though a health watch is open", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow: typeof friendly = async (...call) => {
      begin();
      await gate;
      return friendly(...call);
    };
    const { call, client, server } = await start(slow);
    const watch = client.makeServerStreamRequest(
      "/grpc.health.v1.Health/Watch",
      (b: Buffer) => b,
      (b: Buffer) => b,
      Buffer.alloc(0),
    );
    watch.on("error", () => {});
    watch.resume();
    const atWork = call({ deadlineMs: 20_000 });
    await begun;
    const closed = server.close(20_000);
    const late = call({ deadlineMs: 1_000 });
    open();
    expect((await atWork).code).toBe("OK");
    await closed;
    expect((await late).code).not.toBe("OK");
    await server.close(0);
  });

  test("breaks off what is still at work after the grace", async () => {
    const { invoke, begun } = patient();
    const { call, server } = await start(invoke);
    const atWork = call({ deadlineMs: 20_000 });
    await begun;
    await server.close(50);
    expect((await atWork).code).not.toBe("OK");
  });
});

describe("starting", () => {
  test("a port that is taken is a clear error", async () => {
    const { server } = await start();
    await expect(startTestServer(friendly, { port: server.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
