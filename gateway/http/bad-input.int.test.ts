/** Bad input of every kind at the HTTP door gets a clear problem, reaches no service, and harms nobody. Method: hand-made bodies and raw sockets against the real gateway. */
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway({
    limits: { headersTimeoutMs: 300, requestTimeoutMs: 500, checkIntervalMs: 50, keepAliveMs: 1_000 },
  });
  token = await gateway.token("cashier");
});
afterAll(() => gateway.stop());

/** Whatever happened, the next caller is served. */
afterEach(async () => {
  const answer = await fetch(`${gateway.httpAddress}/healthz`);
  expect(answer.status).toBe(200);
  await answer.text();
});

const post = async (
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  path = "/v1/payments/create-trade",
) => {
  const response = await fetch(gateway.httpAddress + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "accept-language": "en",
      ...headers,
    },
    body: body as BodyInit,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, problem: JSON.parse(text) };
};

const own = { merchantId: "mer_demomarket", storeId: "str_demomarket1" };
const withAmount = (minorUnits: string) =>
  `{"merchantId":"mer_demomarket","storeId":"str_demomarket1","amount":{"minorUnits":${minorUnits},"currencyCode":"CNY"}}`;

const reached = () => gateway.node.seen.filter(({ action }) => action === "payments.createTrade").length;

describe("a body that is no JSON object", () => {
  test.each([
    ["broken JSON", '{"merchantId": "mer_demo', "BODY_MALFORMED"],
    ["NaN, which JSON has not", withAmount("NaN"), "BODY_MALFORMED"],
    ["Infinity, which JSON has not", withAmount("-Infinity"), "BODY_MALFORMED"],
    ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "BODY_MALFORMED"],
    ["UTF-16", Buffer.from('{"merchantId":"m"}', "utf16le"), "BODY_MALFORMED"],
    ["an array", "[1]", "BODY_MALFORMED"],
    ["null", "null", "BODY_MALFORMED"],
    ["a text", '"{}"', "BODY_MALFORMED"],
  ])("%s", async (_what, body, reason) => {
    const before = reached();
    const { status, problem } = await post(body);
    expect([status, problem.reason]).toEqual([400, reason]);
    expect(problem.fields).toEqual([{ field: "body", message: expect.any(String) }]);
    expect(reached()).toBe(before);
  });

  test("a parse error does not quote the body, which may hold a password", async () => {
    const { problem } = await post('{"login":"a","password":"hunter2" oops}', {}, "/v1/identity/sign-in");
    expect(problem.reason).toBe("BODY_MALFORMED");
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|oops/);
    expect(gateway.node.logLines.join("")).not.toContain("hunter2");
  });
});

describe("a field that does not fit is named with the reason", () => {
  const deep = `${'{"amount":'.repeat(40)}1${"}".repeat(40)}`;
  test.each([
    ["three decimals in minor units", withAmount("1.234"), "amount.minor_units"],
    ["three decimals in a string", withAmount('"1.234"'), "amount.minor_units"],
    ["an integer that a double rounds", withAmount("9007199254740993"), "amount.minor_units"],
    ["more than 64 bits", withAmount('"9223372036854775808"'), "amount.minor_units"],
    ["a hexadecimal", withAmount('"0x10"'), "amount.minor_units"],
    ["an empty number", withAmount('""'), "amount.minor_units"],
    ["a blank around a number", withAmount('" 5"'), "amount.minor_units"],
    ["NaN as a text", withAmount('"NaN"'), "amount.minor_units"],
    ["true for a number", withAmount("true"), "amount.minor_units"],
    ["a number for a text", JSON.stringify({ ...own, subject: 5 }), "subject"],
    ["half of a surrogate pair", '{"subject":"\\ud83d"}', "subject"],
    ["a text for a message", JSON.stringify({ ...own, amount: "10.50 CNY" }), "amount"],
    ["a list for a message", JSON.stringify({ ...own, amount: [] }), "amount"],
    ["a number beyond 32 bits", JSON.stringify({ ...own, lifetimeS: 4_294_967_296 }), "lifetime_s"],
    ["an unknown field", JSON.stringify({ ...own, colour: "red" }), "colour"],
    ["an unknown field inside", JSON.stringify({ ...own, amount: { value: 1 } }), "amount.value"],
    ["__proto__", '{"__proto__":{"merchantId":"mer_demomarket"}}', "__proto__"],
    ["constructor", '{"constructor":{"prototype":{"admin":true}}}', "constructor"],
    ["one name twice", '{"merchantId":"mer_demomarket","merchantId":"mer_othermarket"}', "merchantId"],
    ["one name twice, once escaped", '{"merchantId":"a","merchant\\u0049d":"b"}', "merchantId"],
    ["both spellings", '{"merchantId":"mer_demomarket","merchant_id":"mer_othermarket"}', "merchant_id"],
    ["too many levels", deep, "body"],
  ])("%s", async (_what, body, field) => {
    const before = reached();
    const { status, problem } = await post(body);
    expect([status, problem.reason]).toEqual([400, "REQUEST_INVALID"]);
    expect(problem.fields[0]).toEqual({ field, message: expect.any(String) });
    expect(problem.detail).toContain(field);
    expect(reached()).toBe(before);
  });

  test("all of them at once, inside lists too", async () => {
    const lines = [{ barcode: 5, quantity: 1 }, null, { barcode: "x", quantity: "two", colour: 1 }];
    const { problem } = await post(JSON.stringify({ tillId: 7, lines }), {}, "/v1/supermarket/put-basket");
    expect(problem.fields.map(({ field }: { field: string }) => field)).toEqual([
      ...["till_id", "lines[0].barcode", "lines[1]", "lines[2].quantity", "lines[2].colour"],
    ]);
  });

  test.each([
    ["no key where one is needed", {}, "IDEMPOTENCY_KEY_MISSING"],
    ["a key of 201 characters", { "idempotency-key": "k".repeat(201) }, "REQUEST_INVALID"],
    ["a deadline that is no number", { "idempotency-key": "k", "request-timeout": "soon" }, "REQUEST_INVALID"],
    ["a deadline in the past", { "idempotency-key": "k", "request-timeout": "0" }, "REQUEST_INVALID"],
    ["a deadline beyond the door's", { "idempotency-key": "k", "request-timeout": "61" }, "REQUEST_INVALID"],
  ])("in the headers: %s", async (_what, headers, reason) => {
    const { status, problem } = await post(
      JSON.stringify(own),
      headers as Record<string, string>,
      "/v1/payments/pay-trade",
    );
    expect([status, problem.reason]).toEqual([400, reason]);
  });
});

describe("what HTTP forbids", () => {
  test("a body beyond 64 KiB", async () => {
    const { status, problem } = await post(JSON.stringify({ subject: "x".repeat(70_000) }));
    expect([status, problem.reason, problem.retryable]).toEqual([413, "REQUEST_TOO_LARGE", false]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/xml"])(
    "a body of type %s",
    async (type) => {
      const { status, problem } = await post("{}", { "content-type": type });
      expect([status, problem.reason]).toEqual([415, "MEDIA_TYPE_UNSUPPORTED"]);
    },
  );

  test("an address that cannot be decoded", async () => {
    const response = await fetch(`${gateway.httpAddress}/v1/%c0%ae%c0%ae/x`);
    expect([response.status, (await response.json()).reason]).toEqual([400, "HTTP_MALFORMED"]);
  });
});

/** Sends bytes and gives back everything that comes until the other side closes. */
const speak = (send: (write: (text: string | Buffer) => void) => void): Promise<string> => {
  const { port, hostname } = new URL(gateway.httpAddress);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard));
    socket.on("connect", () => send((text) => void (socket.writable && socket.write(text))));
  });
};

describe("on a raw socket", () => {
  test("garbage gets a 400 and the connection is closed", async () => {
    const heard = await speak((write) => write("\x16\x03\x01 this is no HTTP\r\n\r\n"));
    expect(heard).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(heard).toContain("HTTP_MALFORMED");
  });

  test("garbage behind a good request: the good one is answered, then 400 and the end", async () => {
    const heard = await speak((write) => write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n\x00\x01garbage\r\n\r\n"));
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
    expect(heard).toContain("HTTP_MALFORMED");
  });

  test("headers beyond 16 KiB", async () => {
    const heard = await speak((write) => write(`GET / HTTP/1.1\r\nhost: x\r\nx-big: ${"a".repeat(20_000)}\r\n\r\n`));
    expect(heard).toMatch(/^HTTP\/1\.1 431 /);
    expect(heard).toContain("HEADERS_TOO_LARGE");
  });

  test("two lengths, the way requests are smuggled", async () => {
    const head = "POST /v1/identity/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    const heard = await speak((write) =>
      write(`${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{}`),
    );
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("slow-loris in the headers", async () => {
    const heard = await speak((write) => {
      write("GET /healthz HTTP/1.1\r\nhost: x\r\n");
      const drip = setInterval(() => write("x-a: b\r\n"), 50);
      setTimeout(() => clearInterval(drip), 3_000).unref();
    });
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(heard).toContain("REQUEST_TOO_SLOW");
  });

  test("slow-loris in the body", async () => {
    const heard = await speak((write) => {
      write(
        "POST /v1/identity/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{",
      );
      const drip = setInterval(() => write(" "), 50);
      setTimeout(() => clearInterval(drip), 3_000).unref();
    });
    expect(heard).toMatch(/408 /);
  });

  test("a body that is broken off", async () => {
    const before = gateway.node.seen.length;
    await speak((write) => {
      write(
        "POST /v1/identity/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{",
      );
      setTimeout(() => write("\r\n"), 20);
    });
    expect(gateway.node.seen.length).toBe(before);
  });
});

describe("fuzz", () => {
  const paths = ["/v1/identity/sign-in", "/v1/payments/create-trade", "/v1/supermarket/put-basket", "/v1/live-ticket"];
  const path = fc.constantFrom(...paths);
  const noFault = (status: number) => expect(status).toBeLessThan(500);

  test("any JSON at any route is answered and is never our fault", async () => {
    const names = fc.constantFrom(
      "merchantId",
      "amount",
      "minorUnits",
      "lines",
      "barcode",
      "login",
      "__proto__",
      "storeId",
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.dictionary(names, fc.jsonValue()))),
    );
    await fc.assert(
      fc.asyncProperty(path, value, async (where, body) =>
        noFault((await post(JSON.stringify(body), {}, where)).status),
      ),
      { numRuns: 150 },
    );
  });

  test("any bytes at any route are answered and are never our fault", async () => {
    await fc.assert(
      fc.asyncProperty(path, fc.uint8Array({ maxLength: 200 }), async (where, body) =>
        noFault((await post(body, {}, where)).status),
      ),
      { numRuns: 100 },
    );
  });

  test("any query at any GET is answered and is never our fault", async () => {
    const gets = fc.constantFrom("/v1/payments/query-trade", "/v1/supermarket/list-items", "/v1/live", "/nothing");
    const query = fc.oneof(fc.webQueryParameters(), fc.string());
    await fc.assert(
      fc.asyncProperty(gets, query, async (where, text) => {
        const response = await fetch(`${gateway.httpAddress}${where}?${text}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        noFault(response.status);
        await response.body?.cancel();
      }),
      { numRuns: 150 },
    );
  });

  test("any bytes on a socket end in a closed connection", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const heard = await speak((write) => write(Buffer.concat([bytes, Buffer.from("\r\n\r\n")])));
        expect(heard === "" || heard.startsWith("HTTP/1.1 4")).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
