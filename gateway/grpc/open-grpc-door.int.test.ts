/** gRPC for everyone: the same calls, guard and reasons as over HTTP. Method: raw gRPC calls to the real gateway, stub services. */
import { Metadata } from "@grpc/grpc-js";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { METADATA } from "../../kernel/grpc/call-metadata.ts";
import { createRawClient } from "../../kernel/grpc/testing.ts";
import { PayTradeRequest, Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

const PAY_TRADE = "/paywindow.payments.v1.PaymentsService/PayTrade";
const SIGN_IN = "/paywindow.identity.v1.IdentityService/SignIn";

const aPayment = () => ({
  ...PayTradeRequest.create(),
  ...{ merchantId: "mer_demomarket", storeId: "str_demomarket1", merchantTradeId: "T1", subject: "苹果" },
  ...{ amount: { minorUnits: 9007199254740993n, currencyCode: "CNY" }, paymentCode: "281234567812345678" },
});
const encoded = (changes: object = {}) => Buffer.from(PayTradeRequest.encode({ ...aPayment(), ...changes }).finish());

let gateway: TestGateway;
let grpc: ReturnType<typeof createRawClient>;
beforeAll(async () => {
  gateway = await startTestGateway();
  grpc = createRawClient(gateway.grpcAddress);
});
afterAll(async () => {
  grpc.close();
  await gateway.stop();
});
beforeEach(() => {
  gateway.node.seen.length = 0;
});

const metadataOf = async (entries: Record<string, string> = {}): Promise<Metadata> => {
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${await gateway.token("cashier")}`);
  for (const [name, value] of Object.entries(entries)) metadata.set(name, value);
  return metadata;
};

const detailsOf = (trailers: Metadata): string => String(trailers.get("grpc-status-details-bin")[0]);
const reachedPayTrade = () => gateway.node.seen.find(({ action }) => action === "payments.payTrade");

test("a call reaches its service with caller, key, deadline and trace, and its replay mark comes back", async () => {
  gateway.node.handlers.set("payments.payTrade", (_request, { markReplayed }) => {
    markReplayed?.();
    return Trade.fromPartial({ tradeId: "trd_1" });
  });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const metadata = await metadataOf({ "idempotency-key": "k-1", traceparent });
  const answer = await grpc.call({ path: PAY_TRADE, bytes: encoded(), metadata, deadlineMs: 5_000 });
  gateway.node.handlers.delete("payments.payTrade");
  expect([answer.code, answer.headers.get("idempotency-replayed")]).toEqual(["OK", ["true"]]);
  expect(Trade.decode(answer.bytes ?? Buffer.alloc(0)).tradeId).toBe("trd_1");
  const call = reachedPayTrade();
  expect(call?.request).toEqual(aPayment());
  expect(call?.options).toMatchObject({ idempotencyKey: "k-1", caller: { kind: "staff", id: "stf_democashier1" } });
  expect(call?.options.traceparent).toContain("0af7651916cd43dd8448eb211c80319c");
});

test("what only nodes may say is not believed of anyone", async () => {
  const spoofed = Buffer.from(JSON.stringify({ kind: "service", id: "payments" })).toString("base64");
  const metadata = new Metadata();
  metadata.set(METADATA.caller, spoofed);
  metadata.set(METADATA.meshSecret, "");
  metadata.set("idempotency-key", "k-1");
  const answer = await grpc.call({ path: PAY_TRADE, bytes: encoded(), metadata });
  expect(answer.code).toBe("UNAUTHENTICATED");
  expect(detailsOf(answer.trailers)).toContain("CALLER_UNKNOWN");
  expect(reachedPayTrade()).toBeUndefined();
});

test.each([
  ["no key where one is needed", {}, encoded(), "INVALID_ARGUMENT", "IDEMPOTENCY_KEY_MISSING"],
  [
    "another tenant's merchant",
    { "idempotency-key": "k" },
    encoded({ merchantId: "mer_other" }),
    "PERMISSION_DENIED",
    "CALLER_NOT_ALLOWED",
  ],
  [
    "broken protobuf",
    { "idempotency-key": "k" },
    Buffer.from([0x0a, 0xff, 0x01]),
    "INVALID_ARGUMENT",
    "REQUEST_INVALID",
  ],
  ["64 KiB and more", { "idempotency-key": "k" }, Buffer.alloc(70_000), "RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE"],
])("%s is refused with its reason", async (_what, entries, bytes, code, reason) => {
  const answer = await grpc.call({
    path: PAY_TRADE,
    bytes,
    metadata: await metadataOf(entries as Record<string, string>),
  });
  expect(answer.code).toBe(code);
  expect(detailsOf(answer.trailers)).toContain(reason);
  expect(reachedPayTrade()).toBeUndefined();
});

test("an open rpc needs no token, and a bad one does not matter there", async () => {
  const metadata = new Metadata();
  metadata.set("authorization", "Bearer a.b.c");
  expect((await grpc.call({ path: SIGN_IN, bytes: Buffer.alloc(0), metadata })).code).toBe("OK");
});
