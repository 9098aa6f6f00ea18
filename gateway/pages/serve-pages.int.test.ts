/** Pages, their headers and caching, and what operators ask for. Method: the real gateway over a temporary web root. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

let gateway: TestGateway;
let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), "paywindow-web-"));
  await mkdir(join(webRoot, "assets"));
  await writeFile(join(webRoot, "index.html"), "<!doctype html><p>the pages</p>");
  await writeFile(join(webRoot, "assets", "main-abc123.js"), "export {};");
  await writeFile(join(webRoot, "assets", "sound-worker-abc123.js"), "export {};");
  gateway = await startTestGateway({ webRoot });
});
afterAll(async () => {
  await gateway.stop();
  await rm(webRoot, { recursive: true, force: true });
});

const open = async (path: string, accept = "text/html,*/*") => {
  const response = await fetch(gateway.httpAddress + path, { headers: { accept } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe("pages", () => {
  test.each(["/", "/wallet", "/till/basket?x=1"])(
    "%s is the pages' document, asked for anew each time",
    async (path) => {
      const { status, headers, text } = await open(path);
      expect([status, text]).toEqual([200, "<!doctype html><p>the pages</p>"]);
      expect(headers.get("content-type")).toMatch(/^text\/html/);
      expect(headers.get("cache-control")).toBe("no-cache");
    },
  );

  test("a built file is kept for ever", async () => {
    const { status, headers } = await open("/assets/main-abc123.js");
    expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect(headers.get("content-type")).toMatch(/javascript/);
  });

  test.each([
    ["/assets/gone-abc.js", "text/html"],
    ["/v1/nothing", "text/html"],
    ["/wallet", "application/json"],
    ["/../package.json", "*/*"],
    ["/%2e%2e/package.json", "*/*"],
    ["/assets/..%2f..%2fpackage.json", "*/*"],
    ["/.env", "*/*"],
  ])("%s for %s is no page", async (path, accept) => {
    const { status, text } = await open(path, accept);
    expect([status, JSON.parse(text).reason]).toEqual([404, "ROUTE_NOT_FOUND"]);
  });

  test.each([
    ["en-GB, zh;q=0.5", "en", "There is no such route."],
    ["*", "zh-CN", "没有这个接口"],
  ])("a program that goes astray is told so in its language: %s", async (language, tag, title) => {
    const answer = await fetch(`${gateway.httpAddress}/nothing`, { headers: { "accept-language": language } });
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect([answer.headers.get("content-language"), (await answer.json()).title]).toEqual([tag, title]);
  });

  test("every answer forbids inline scripts, sniffing, frames and referrers", async () => {
    for (const path of ["/", "/healthz", "/v1/nothing", "/assets/main-abc123.js"]) {
      const { headers } = await open(path);
      expect(headers.get("content-security-policy")).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
  });

  test("the sound worker alone may make code out of text, and can speak to nobody", async () => {
    const { headers } = await open("/assets/sound-worker-abc123.js");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; script-src 'self' 'unsafe-eval'");
  });

  test("where the pages are not built, a page says so", async () => {
    const bare = await startTestGateway({ webRoot: join(webRoot, "nothing") });
    const response = await fetch(bare.httpAddress, { headers: { accept: "text/html" } });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("npm start");
    await bare.stop();
  });
});

describe("for operators", () => {
  const everyService = {
    ...{ identity: true, payments: true, outside: true, membership: true, marketing: true, content: true },
    ...{ supermarket: true, hospital: true, restaurant: true },
  };

  test("/readyz names the services that do not answer", async () => {
    expect(JSON.parse((await open("/readyz")).text)).toEqual({
      status: "ready",
      services: everyService,
    });
  });

  test("/readyz is 503 while a service is away, and a refusal of its own is an answer", async () => {
    const away = await startTestGateway({ webRoot });
    away.node.handlers.set("payments.getWallet", () => {
      throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } });
    });
    away.node.handlers.set("supermarket.findItem", () => {
      throw commonReasons.error("CALLER_NOT_ALLOWED");
    });
    const response = await fetch(`${away.httpAddress}/readyz`);
    expect(response.status).toBe(503);
    expect((await response.json()).services).toEqual({ ...everyService, payments: false });
    await away.stop();
  });

  test("/metrics is Prometheus text, and not for what a proxy hands on", async () => {
    const { status, text } = await open("/metrics");
    expect(status).toBe(200);
    expect(text).toContain("paywindow_http_request_seconds_bucket");
    const forwarded = await fetch(`${gateway.httpAddress}/metrics`, { headers: { "x-forwarded-for": "203.0.113.9" } });
    expect(forwarded.status).toBe(404);
    await forwarded.text();
  });
});
