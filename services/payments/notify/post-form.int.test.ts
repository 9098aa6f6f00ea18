/** Goal: only seven characters are a success, and a merchant's address leads to no machine of ours. Method: a real server on loopback, stood in for by name and by number. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { postForm } from "./post-form.ts";

let server: Server;
const seen: string[] = [];
afterEach(() => {
  server.closeAllConnections();
  server.close();
  seen.length = 0;
});

const listen = async (answer: RequestListener): Promise<number> => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push(body);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

const inDemo = { timeoutMs: 2_000, allowPrivate: true };
const post = (port: number, settings = inDemo) =>
  postForm(`http://127.0.0.1:${port}/n`, { a: "一 &=+%", b: "2" }, settings);

test("success: the form arrives as it was", async () => {
  const port = await listen((_request, response) => response.end("success"));
  expect(await post(port)).toEqual({ delivered: true, remark: "HTTP 200" });
  expect([...new URLSearchParams(seen[0])]).toEqual([
    ["a", "一 &=+%"],
    ["b", "2"],
  ]);
});

test.each(["Success", "success\n", "fail", "", "success success", "x".repeat(100_000)])(
  "P31: %#: another text is none",
  async (text) => {
    const port = await listen((_request, response) => response.end(text));
    expect(await post(port)).toEqual({ delivered: false, remark: "HTTP 200, not success" });
  },
);

test("P31: a redirect is followed nowhere, and an error is none either", async () => {
  const port = await listen((request, response) =>
    response.writeHead(request.url === "/n" ? 302 : 500, { location: "/m" }).end("success"),
  );
  expect(await post(port)).toEqual({ delivered: false, remark: "HTTP 302" });
  expect(seen).toHaveLength(1);
});

test("an answer that never ends is given up", async () => {
  const port = await listen((_request, response) => void response.write("succ"));
  expect(await post(port, { ...inDemo, timeoutMs: 200 })).toEqual({ delivered: false, remark: "timed out" });
});

test("nobody there", async () => {
  const port = await listen(() => {});
  await new Promise((resolve) => server.close(resolve));
  expect(await post(port)).toEqual({ delivered: false, remark: "ECONNREFUSED" });
});

test.each([
  "127.0.0.1",
  "localhost",
  "[::1]",
  "2130706433",
  "0x7f.0.0.1",
  "127.1",
  "169.254.169.254",
  "[::ffff:127.0.0.1]",
])("without the demo nothing is sent to http://%s", async (host) => {
  const port = await listen((_request, response) => response.end("success"));
  const outcome = await postForm(`http://${host}:${port}/n`, { a: "1" }, { timeoutMs: 2_000, allowPrivate: false });
  expect(outcome).toEqual({ delivered: false, remark: "private address" });
  expect(seen).toEqual([]);
});
