/** The goal: no secret reaches a log line. The method: log it in every way that a line can hold it, and look at the line. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { commonReasons } from "../errors/common-reasons.ts";
import { createLogger, type Logger } from "./logger.ts";
import { withSpan } from "./spans.ts";
import { startTracing, type Tracing } from "./tracing.ts";

const CODE = "281234567812345678";
const SECRET = "hunter2-hunter2";
const JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl";

const capture = (write: (log: Logger) => void) => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ level: "debug", nodeId: "node-1", destination }));
  expect(lines).toHaveLength(1);
  return { line: lines[0] as string, entry: JSON.parse(lines[0] as string) };
};

const secretNames = [
  "authorization",
  "Authorization",
  "password",
  "payment_code",
  "paymentCode",
  "device_secret",
  "deviceSecret",
  "token",
  "access_token",
  "refresh_token",
  "refreshToken",
  "secret",
  "private_key",
  "cookie",
  "set-cookie",
  "x-paywindow-mesh",
]; // prettier-ignore

describe("redaction by name", () => {
  test.each(secretNames)("%s at the top, deep, in a list, in a Map and in a child's bindings", (name) => {
    const hide = (write: (log: Logger) => void) => expect(capture(write).line).not.toContain(SECRET);
    hide((log) => log.info({ [name]: SECRET }, "x"));
    hide((log) => log.info({ a: { b: [{ c: { [name]: SECRET } }] } }, "x"));
    hide((log) => log.info({ a: { [name]: { value: SECRET } } }, "x"));
    hide((log) => log.info({ a: new Map([[name, SECRET]]) }, "x"));
    hide((log) => log.child({ [name]: SECRET }).info("x"));
  });

  test("a page token and a basket id are no secrets", () => {
    const { entry } = capture((log) => log.info({ pageToken: "p2", basketId: "bsk_1" }, "x"));
    expect(entry).toMatchObject({ pageToken: "p2", basketId: "bsk_1" });
  });
});

describe("redaction by look", () => {
  test.each([
    ["a payment code in the message", (log: Logger) => log.info(`code ${CODE} is spent`), CODE],
    ["a payment code as an argument", (log: Logger) => log.info("code %s is spent", CODE), CODE],
    ["a payment code in an odd field", (log: Logger) => log.info({ note: `q=${CODE}` }, "x"), CODE],
    ["a payment code as a number", (log: Logger) => log.info({ note: 281234567812345600 }, "x"), "2812345678123456"],
    ["a payment code as a bigint", (log: Logger) => log.info({ note: BigInt(CODE) }, "x"), CODE],
    ["a code as the phone shows it", (log: Logger) => log.info("2812 3456 7812 3456 78"), "3456 7812"],
    ["a card number", (log: Logger) => log.info("card 6222021234567890123"), "6222021234567890123"],
    ["a token in a text", (log: Logger) => log.info(`got ${JWT}`), JWT],
    ["an Authorization line", (log: Logger) => log.info(`authorization: Bearer ${SECRET}`), SECRET],
    ["an error's message", (log: Logger) => log.error({ err: new Error(`code ${CODE}`) }, "x"), CODE],
    ["an error as the entry", (log: Logger) => log.error(new Error(`code ${CODE}`)), CODE],
    [
      "an error's cause",
      (log: Logger) => log.error({ err: new Error("x", { cause: new Error(`code ${CODE}`) }) }),
      CODE,
    ],
    [
      "an error's own properties",
      (log: Logger) => log.error({ err: Object.assign(new Error("x"), { keyValue: SECRET }) }),
      SECRET,
    ],
    [
      "a store's duplicate key",
      (log: Logger) => log.error(new Error(`E11000 dup key: { phone: "${SECRET}" }`)),
      SECRET,
    ],
    [
      "a key in PEM",
      (log: Logger) => log.info(`-----BEGIN PRIVATE KEY-----${SECRET}-----END PRIVATE KEY-----`),
      SECRET,
    ],
    ["bytes", (log: Logger) => log.info({ body: Buffer.from(SECRET) }, "x"), SECRET],
  ])("%s", (_, write, secret) => {
    expect(capture(write).line).not.toContain(secret);
  });

  test("what people need stays: ids, amounts, times, reasons", () => {
    const err = commonReasons.error("REQUEST_INVALID", {
      fields: [{ field: "amount", en: "positive", zh: "须大于 0" }],
    });
    const fields = {
      tradeId: "trd_01ARZ3NDEKTSV4RRFFQ69G5FAV",
      minorUnits: 100000000n,
      time: "2026-01-01T00:00:00.000Z",
      err,
    };
    const { entry } = capture((log) => log.warn(fields, "refused"));
    expect(entry).toMatchObject({ level: "warn", nodeId: "node-1", tradeId: fields.tradeId, minorUnits: "100000000" });
    expect(entry.err).toMatchObject({ message: "common/REQUEST_INVALID", fields: ["amount"] });
  });

  test("rings and depth end", () => {
    const ring: Record<string, unknown> = {};
    ring["self"] = ring;
    expect(capture((log) => log.info({ ring }, "x")).line).toContain("[deep]");
  });
});

describe("trace ids", () => {
  let tracing: Tracing;
  beforeAll(async () => {
    tracing = await startTracing({ service: "test" });
  });
  afterAll(() => tracing.stop());

  test("stand on every line inside a span, also while nothing is recorded", async () => {
    const traceparent = "00-12345678901234567890123456789012-1234567890123456-01";
    await withSpan("work", "server", { traceparent }, () => {
      const { entry } = capture((log) => log.info("inside"));
      expect(entry).toMatchObject({ traceId: "12345678901234567890123456789012", spanId: "1234567890123456" });
    });
    expect(capture((log) => log.info("outside")).entry).not.toHaveProperty("traceId");
  });
});
