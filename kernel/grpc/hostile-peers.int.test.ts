/** The goal: whatever a peer sends, it gets a clear error, the process lives, and the next call is answered. The method: raw bytes, HTTP/2 frames and sockets. */

import { once } from "node:events";
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from "node:http2";
import { connect as connectSocket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fromStatus } from "./status.ts";
import {
  type Answer,
  aFindItemRequest,
  asNode,
  CHECK_OUT,
  createRawClient,
  FIND_ITEM,
  friendly,
  startTestServer,
} from "./testing.ts";

type Started = Awaited<ReturnType<typeof startTestServer>>;

let started: Started;
let raw: ReturnType<typeof createRawClient>;
let session: ClientHttp2Session;

/** Made before any connection is open: packing it takes longer than one may be idle. */
const BOMB = gzipSync(Buffer.alloc(100_000_000));

const LIMITS = { maxRequestBytes: 1_000, requestArrivalMs: 100, maxIdleMs: 200, maxConnections: 5 };

beforeEach(async () => {
  started = await startTestServer(friendly, { limits: LIMITS });
  raw = createRawClient(started.address);
  session = connect(`http://${started.address}`);
  session.on("error", () => {});
});

afterEach(async () => {
  expect((await raw.call()).code).toBe("OK");
  raw.close();
  session.destroy();
  await started.server.close(0);
});

const reasonOf = ({ error }: Answer) => (error ? fromStatus(error, "supermarket") : undefined);

const headersOf = (more: Record<string, string> = {}) => ({
  [constants.HTTP2_HEADER_METHOD]: "POST",
  [constants.HTTP2_HEADER_PATH]: FIND_ITEM,
  "content-type": "application/grpc",
  te: "trailers",
  ...(asNode().toHttp2Headers() as Record<string, string>),
  ...more,
});

/** A gRPC frame: flag, length, bytes. */
const frame = (bytes: Buffer, { compressed = 0, length = bytes.length } = {}): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
};

/** Sends frames on a stream of its own and gives back the headers or trailers with the gRPC status. */
const exchange = (body: Buffer | undefined, more: Record<string, string> = {}, end = true) =>
  new Promise<IncomingHttpHeaders>((resolve, reject) => {
    const stream = session.request(headersOf(more));
    stream.on("response", (headers) => headers["grpc-status"] !== undefined && resolve(headers));
    stream.on("trailers", resolve);
    stream.on("error", reject);
    stream.on("close", () => reject(new Error(`closed with ${stream.rstCode}`)));
    stream.resume();
    if (body) stream.write(body);
    if (end) stream.end();
  });

describe("messages", () => {
  test.each([
    ["cut short", Buffer.from([0x0a, 0x7f, 0x61])],
    ["not UTF-8", Buffer.from([0x0a, 0x02, 0xc3, 0x28])],
    ["noise", Buffer.from("GET / HTTP/1.1")],
  ])("broken protobuf: %s", async (_, bytes) => {
    const error = reasonOf(await raw.call({ bytes }));
    expect(error).toMatchObject({
      reason: "REQUEST_INVALID",
      fields: [{ field: "", en: "a message of the contract in protobuf" }],
    });
    expect(started.received).toEqual([]);
  });

  test("a little too large, with a reason; much too large, cut off by the transport", async () => {
    const slightly = await raw.call({ bytes: Buffer.alloc(1_500) });
    expect(reasonOf(slightly)).toMatchObject({ reason: "REQUEST_TOO_LARGE", metadata: { maxBytes: "1000" } });
    const much = await raw.call({ bytes: Buffer.alloc(500_000) });
    expect(much.code).toBe("RESOURCE_EXHAUSTED");
    expect(reasonOf(much)?.reason).toBe("REQUEST_TOO_LARGE");
    expect(started.received).toEqual([]);
  });

  test("a bomb that unpacks to 100 MB", async () => {
    const trailers = await exchange(frame(BOMB.subarray(0, 1_900), { compressed: 1 }), { "grpc-encoding": "gzip" });
    expect(Number(trailers["grpc-status"])).toBe(8);
  });

  test.each([
    ["an encoding that nobody knows", frame(aFindItemRequest(), { compressed: 1 }), { "grpc-encoding": "rot13" }, 12],
    ["noise as gzip", frame(Buffer.from("noise"), { compressed: 1 }), { "grpc-encoding": "gzip" }, 13],
    ["a frame that claims 4 GB", frame(Buffer.from("x"), { length: 0xffffffff }), {}, 8],
    ["no message at all", undefined, {}, 12],
    ["two messages", Buffer.concat([frame(aFindItemRequest()), frame(aFindItemRequest())]), {}, 12],
    ["a deadline that is none", frame(aFindItemRequest()), { "grpc-timeout": "soon" }, 13],
    ["a deadline in the past century", frame(aFindItemRequest()), { "grpc-timeout": "99999999H" }, undefined],
  ])("%s", async (_, body, headers, code) => {
    const trailers = await exchange(body, headers as Record<string, string>);
    if (code !== undefined) expect(Number(trailers["grpc-status"])).toBe(code);
  });
});

describe("metadata", () => {
  test("a method that does not exist", async () => {
    const answer = await raw.call({ path: "/paywindow.supermarket.v1.SupermarketService/StealAll" });
    expect(answer.code).toBe("UNIMPLEMENTED");
    expect(reasonOf(answer)?.reason).toBe("METHOD_NOT_ALLOWED");
  });

  test("a service that does not exist, and a path that is none", async () => {
    expect((await raw.call({ path: "/nobody.v1.Nobody/Nothing" })).code).toBe("UNIMPLEMENTED");
    expect((await raw.call({ path: "/%00/../../etc/passwd" })).code).toBe("UNIMPLEMENTED");
  });

  test("a key that is not ASCII is as good as none, and its value is not logged", async () => {
    const trailers = await exchange(frame(Buffer.alloc(0)), {
      ":path": CHECK_OUT,
      "idempotency-key": "schlüssel-geheim",
    });
    expect(Number(trailers["grpc-status"])).toBe(3);
    expect(started.lines.join()).toContain("Failed to add metadata entry idempotency-key");
    expect(started.lines.join()).not.toContain("geheim");
  });

  test("a broken trace header does no harm", async () => {
    expect((await raw.call({ metadata: asNode({ traceparent: "00-nonsense" }) })).code).toBe("OK");
  });

  test("another content type", async () => {
    const stream = session.request({ ...headersOf(), "content-type": "application/json" });
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    expect(headers[":status"]).toBe(415);
    stream.destroy();
  });

  test("100 KB of headers", async () => {
    const big = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`x-filler-${index}`, "f".repeat(1_000)]));
    await expect(exchange(frame(aFindItemRequest()), big)).rejects.toThrow();
    expect(started.received).toEqual([]);
  });
});

describe("slow and silent peers", () => {
  test("a request that never ends is ended", async () => {
    const trailers = await exchange(frame(aFindItemRequest()).subarray(0, 3), {}, false);
    expect(Number(trailers["grpc-status"])).toBe(4);
    expect(started.received).toEqual([]);
  });

  test("a connection that never speaks, and one that speaks no HTTP/2, are closed", async () => {
    const silent = connectSocket(started.server.port, "127.0.0.1");
    const rude = connectSocket(started.server.port, "127.0.0.1");
    rude.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    for (const socket of [silent, rude]) socket.on("error", () => {}).resume();
    await Promise.all([silent, rude].map((socket) => once(socket, "close")));
  });

  test("connections beyond the limit are dropped, the others serve on", async () => {
    expect((await raw.call()).code).toBe("OK");
    const sockets = Array.from({ length: 20 }, () =>
      connectSocket(started.server.port, "127.0.0.1")
        .on("error", () => {})
        .resume(),
    );
    await Promise.all(sockets.slice(4).map((socket) => socket.destroyed || once(socket, "close")));
    expect((await raw.call()).code).toBe("OK");
    for (const socket of sockets) socket.destroy();
  });

  test("a thousand streams that are opened and reset", async () => {
    for (let round = 0; round < 1_000; round++) {
      if (session.closed || session.destroyed) break;
      const stream = session.request(headersOf());
      stream.on("error", () => {});
      stream.close(constants.NGHTTP2_CANCEL);
    }
    expect((await raw.call()).code).toBe("OK");
  });
});
