/** The HTTP door turns JSON into the contract's messages and back, exactly, and passes on all that travels with a call. Method: the real gateway, stub services. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { PayTradeRequest, Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

const aPayment = (changes: object = {}): object => ({
  merchantId: "mer_demomarket",
  storeId: "str_demomarket1",
  merchantTradeId: "T1",
  amount: { minorUnits: "9007199254740993", currencyCode: "CNY" },
  subject: "苹果",
  paymentCode: "281234567812345678",
  ...changes,
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.node.seen.length = 0;
});

const lastCall = () => gateway.node.seen.findLast(({ action }) => action !== "identity.getVerificationKeys");

describe("a call with a body", () => {
  test("reaches its service as the contract's message with caller, key, deadline and trace", async () => {
    const caller = await gateway.as("cashier");
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const answer = await caller.post("/v1/payments/pay-trade", aPayment(), {
      "idempotency-key": "k-1",
      traceparent,
      "request-timeout": "2.5",
    });
    expect(answer.status).toBe(200);
    const call = lastCall();
    expect(call?.action).toBe("payments.payTrade");
    const amount = { minorUnits: 9007199254740993n, currencyCode: "CNY" };
    expect(call?.request).toEqual(PayTradeRequest.fromPartial(aPayment({ amount })));
    expect(call?.options).toMatchObject({
      idempotencyKey: "k-1",
      caller: {
        ...{ kind: "staff", id: "stf_democashier1", tenantId: "mer_demomarket" },
        ...{ siteIds: ["str_demomarket1"], roles: ["cashier"] },
      },
    });
    expect(call?.options.traceparent).toContain("0af7651916cd43dd8448eb211c80319c");
    expect(call?.options.deadline?.getTime()).toBeLessThanOrEqual(Date.now() + 2_500);
    expect(answer.headers.get("traceresponse")).toContain("0af7651916cd43dd8448eb211c80319c");
  });

  test("takes both spellings of a name, and null as not set", async () => {
    const caller = await gateway.as("cashier");
    const body = {
      ...{ merchant_id: "mer_demomarket", store_id: "str_demomarket1", merchantTradeId: "T1", subject: null },
      amount: { minor_units: 5, currencyCode: "CNY" },
    };
    const answer = await caller.post("/v1/payments/create-trade", body);
    expect(answer.status).toBe(200);
    expect(lastCall()?.request).toMatchObject({
      merchantId: "mer_demomarket",
      amount: { minorUnits: 5n },
      subject: "",
    });
  });

  test("answers proto3 JSON: int64 as a string, enum names, UTC times, unset lists present, and the replay mark", async () => {
    gateway.node.handlers.set("payments.payTrade", (_request, { markReplayed }) => {
      markReplayed?.();
      const payTime = new Date("2026-01-31T08:00:00Z");
      const amount = { minorUnits: 9007199254740993n, currencyCode: "CNY" };
      return Trade.fromPartial({ tradeId: "trd_1", merchantTradeId: "T1", state: 3, payTime, amount });
    });
    const caller = await gateway.as("cashier");
    const answer = await caller.post("/v1/payments/pay-trade", aPayment(), { "idempotency-key": "k-1" });
    gateway.node.handlers.delete("payments.payTrade");
    expect(answer.headers.get("idempotency-replayed")).toBe("true");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.body).toMatchObject({
      ...{ tradeId: "trd_1", subject: "", state: "TRADE_STATE_SUCCESS", payTime: "2026-01-31T08:00:00Z" },
      amount: { minorUnits: "9007199254740993", currencyCode: "CNY" },
    });
    expect(answer.body).not.toHaveProperty("closeTime");
  });

  test("an empty body is an empty message", async () => {
    const caller = await gateway.as("user");
    expect((await caller.post("/v1/payments/issue-payment-code", undefined)).status).toBe(200);
    expect(lastCall()?.request).toEqual({ deviceId: "" });
  });
});

describe("a call by query", () => {
  test("reads both spellings", async () => {
    const caller = await gateway.as("cashier");
    const answer = await caller.get("/v1/supermarket/list-items?store_id=str_demomarket1&pageSize=20");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ items: [], nextPageToken: "" });
    expect(lastCall()?.request).toEqual({ storeId: "str_demomarket1", pageSize: 20, pageToken: "" });
  });

  test.each([
    ["an unknown parameter", "storeId=str_demomarket1&colour=red", "colour"],
    ["a prototype's name", "storeId=str_demomarket1&__proto__=1", "__proto__"],
    ["a parameter twice", "storeId=str_demomarket1&store_id=x", "store_id"],
    ["a number that is none", "storeId=str_demomarket1&pageSize=ten", "page_size"],
    ["a number beyond 32 bits", "storeId=str_demomarket1&pageSize=2147483648", "page_size"],
    ["broken UTF-8", "storeId=%ff", "query"],
  ])("refuses %s by name", async (_what, query, field) => {
    const caller = await gateway.as("cashier");
    const answer = await caller.get(`/v1/supermarket/list-items?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.reason).toBe("REQUEST_INVALID");
    expect(answer.body.fields).toEqual([{ field, message: expect.any(String) }]);
    expect(lastCall()).toBeUndefined();
  });
});

describe("an error", () => {
  test.each([
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "服务 payments 暂不可用"],
    ["en-GB,en;q=0.9,zh;q=0.1", "en", "The service payments is not available now."],
    ["fr", "zh-CN", "服务 payments 暂不可用"],
  ])("is problem+json in the language of Accept-Language %s", async (acceptLanguage, tag, title) => {
    gateway.node.handlers.set("payments.getWallet", () => {
      throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } });
    });
    const caller = await gateway.as("user");
    const answer = await caller.get("/v1/payments/get-wallet", { "accept-language": acceptLanguage });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers.get("content-language")).toBe(tag);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.body).toEqual({
      ...{ type: "urn:paywindow:reason:common:SERVICE_UNAVAILABLE", title, status: 503, detail: title },
      ...{ reason: "SERVICE_UNAVAILABLE", domain: "common.paywindow", retryable: true, fields: [] },
      metadata: { service: "payments" },
      traceId: answer.headers.get("traceresponse")?.slice(3, 35),
    });
  });

  test("that nobody foresaw says nothing of its cause, and is logged under the trace id that the caller sees", async () => {
    gateway.node.handlers.set("payments.getWallet", () => {
      throw new TypeError("the secret cause");
    });
    const answer = await (await gateway.as("user")).get("/v1/payments/get-wallet");
    gateway.node.handlers.delete("payments.getWallet");
    expect([answer.status, answer.body.reason]).toEqual([500, "INTERNAL"]);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
    expect(gateway.node.logLines.some((line) => line.includes(answer.body.traceId))).toBe(true);
  });

  test("says by which methods a path can be called", async () => {
    const answer = await (await gateway.as("user")).post("/v1/payments/get-wallet", {});
    expect([answer.status, answer.body.reason]).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(answer.headers.get("allow")).toBe("GET");
  });

  test("says that a path is unknown", async () => {
    const answer = await (await gateway.as()).get("/v1/payments/no-such-thing");
    expect([answer.status, answer.body.reason]).toEqual([404, "ROUTE_NOT_FOUND"]);
  });
});
