/** Goal: "nobody was there" is said only where nothing was sent; whatever else happens on a line is broken or an answer (P1). Method: servers that behave as badly as lines do. */
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { exchange } from "./exchange.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const http = (listener: RequestListener): Promise<string> => listen(createHttpServer(listener));
const raw = (hear: (socket: Socket) => void): Promise<string> => listen(createServer(hear));
const ask = (url: string, signal = new AbortController().signal) =>
  exchange({ method: "POST", url, headers: { "x-test": "1" }, body: "金额=1" }, signal);

test("an answer comes whole, with its status and headers; the request arrived whole", async () => {
  const url = await http(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(418, { "x-answer": "2" }).end(`${request.headers["x-test"]} ${body}`);
  });
  expect(await ask(url)).toMatchObject({ kind: "answer", status: 418, headers: { "x-answer": "2" }, body: "1 金额=1" });
});

test("a redirect is an answer, not a way to somebody else", async () => {
  const url = await http((_, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end());
  expect(await ask(url)).toMatchObject({ kind: "answer", status: 302 });
});

test.each(["http://127.0.0.1:9/", "http://localhost:9/"])("%s: nobody is there", async (url) => {
  expect(await ask(url)).toEqual({ kind: "refused" });
});

test("a party that hangs up, in whatever moment after it took the connection, leaves the request unknown", async () => {
  const beginnings = ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"];
  for (const beginning of beginnings) {
    const url = await raw((socket) => void socket.once("data", () => socket.end(beginning)));
    expect(await ask(url)).toMatchObject({ kind: "broken" });
  }
  const url = await raw((socket) => void socket.once("data", () => socket.resetAndDestroy()));
  expect(await ask(url)).toMatchObject({ kind: "broken" });
});

test("so does a connection that was kept and is dead by the time it is used again", async () => {
  let count = 0;
  const url = await http((request, response) => {
    count += 1;
    if (count === 2) return void request.socket.destroy();
    response.end("first");
  });
  expect(await ask(url)).toMatchObject({ kind: "answer", body: "first" });
  expect(await ask(url)).toMatchObject({ kind: "broken" });
});

test("what is no HTTP, and what never ends, is broken", async () => {
  const gibberish = await raw((socket) => void socket.once("data", () => socket.end("SSH-2.0-OpenSSH\r\n\r\n")));
  expect(await ask(gibberish)).toMatchObject({ kind: "broken" });
  const endless = await http((_, response) => void response.end("x".repeat(70_000)));
  expect(await ask(endless)).toEqual({ kind: "broken", cause: "the answer is too long" });
});

test("a caller who stops waiting gets no answer any more, before and after it began", async () => {
  const arrived = Promise.withResolvers<void>();
  const url = await http((_, response) => {
    response.writeHead(200).write("half");
    arrived.resolve();
  });
  const caller = new AbortController();
  const asking = ask(url, caller.signal);
  await arrived.promise;
  caller.abort();
  expect(await asking).toMatchObject({ kind: "broken" });
  expect(await ask(url, AbortSignal.abort())).toMatchObject({ kind: "broken" });
});
