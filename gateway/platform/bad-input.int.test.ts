/**
 * Goal: bad input of every kind gets a clear error that names the field, writes nothing, and never ends the process (P17).
 * Method: the platform as a process; each table row at its door, then a good checkout on the same process. Fuzz and slow peers: gateway/http, kernel/grpc.
 */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type HttpCaller, signIn } from "../../kernel/harness/http-client.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { openTill, readShelf } from "../testing/till.ts";

let platform: Platform;
let manager: HttpCaller;

beforeAll(async () => {
  platform = await startPlatform();
  manager = await signIn(platform.address, "manager1");
}, 60_000);
afterAll(() => platform.remove());

const trade = (change: object) => ({
  merchantId: "mer_demomarket",
  storeId: "str_demomarket1",
  merchantTradeId: "bad-input-1",
  amount: { minorUnits: "100", currencyCode: "CNY" },
  subject: "milk",
  ...change,
});

const amount = (minorUnits: unknown, currencyCode: unknown = "CNY") => ({ amount: { minorUnits, currencyCode } });

test.each<[string, object, string]>([
  ["no amount", { amount: undefined }, "amount"],
  ["an amount of zero", amount("0"), "amount.minor_units"],
  ["a negative amount", amount("-100"), "amount.minor_units"],
  ["an amount with decimals", amount("1.005"), "amount.minor_units"],
  ["a float", amount(1.005), "amount.minor_units"],
  ["not a number", amount("NaN"), "amount.minor_units"],
  ["beyond int64", amount("9223372036854775808"), "amount.minor_units"],
  ["beyond the largest amount", amount("9223372036854775807"), "amount.minor_units"],
  ["an object as an amount", amount({ $gt: 0 }), "amount.minor_units"],
  ["an unknown currency", amount("100", "XYZ"), "amount.currency_code"],
  ["a currency that is a prototype's word", amount("100", "constructor"), "amount.currency_code"],
  ["a trade id with a blank", { merchantTradeId: "a b" }, "merchant_trade_id"],
  ["a trade id that is too long", { merchantTradeId: "a".repeat(65) }, "merchant_trade_id"],
  ["a number as a text", { subject: 5 }, "subject"],
  ["a text with a control character", { subject: "mi\u0000lk" }, "subject"],
  ["a field that no contract has", { price: 1 }, "price"],
])("P17: %s is refused by the field's name, and no trade is made", async (_kind, change, field) => {
  const answer = await manager.post("/v1/payments/create-trade", trade(change), { "accept-language": "en" });
  expect([answer.status, answer.body.reason]).toEqual([400, "REQUEST_INVALID"]);
  expect(answer.body.fields.map((violation: { field: string }) => violation.field)).toContain(field);
  const query = await manager.get("/v1/payments/query-trade?merchantId=mer_demomarket&merchantTradeId=bad-input-1");
  expect([query.status, query.body.reason]).toEqual([404, "TRADE_NOT_FOUND"]);
});

const send = async (body: string | Uint8Array<ArrayBuffer>, type = "application/json") => {
  const response = await fetch(`${platform.address}/v1/identity/sign-in`, {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
  return { status: response.status, problem: (await response.json()) as { reason: string; title: string } };
};

describe("what is no request at all", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, string, number]>([
    ["broken JSON", '{"login":', "application/json", 400],
    ["JSON that is no object", "[]", "application/json", 400],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), "application/json", 400],
    ["a body that is too large", `{"login":"${"x".repeat(200_000)}"}`, "application/json", 413],
    ["deep nesting", `${"[".repeat(5_000)}${"]".repeat(5_000)}`, "application/json", 400],
    ["another content type", "<a/>", "text/xml", 415],
  ])("%s", async (_kind, body, type, status) => {
    const answer = await send(body, type);
    expect([answer.status, answer.problem.reason.length > 0, answer.problem.title.length > 0]).toEqual([
      status,
      true,
      true,
    ]);
  });

  test.each([
    ["HTTP", () => new URL(platform.address).port],
    ["gRPC", () => platform.grpcAddress.split(":")[1]],
  ])("garbage on the %s socket", async (_door, port) => {
    const socket = connect(Number(port()), "127.0.0.1");
    socket.on("error", () => {}).resume();
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 37) % 256)));
    await closed;
  });
});

test("after all of it the same process takes a payment", async () => {
  const till = await openTill(platform.address, "till-1");
  const [item] = await readShelf(till.cashier);
  const sale = till.newSale();
  await till.put(sale, [{ barcode: item!.barcode, quantity: 1 }]);
  sale.paymentCode = await till.code();
  expect((await till.checkOut(sale)).status).toBe(200);
  expect(platform.exitCode()).toBeNull();
  expect(platform.output()).not.toMatch(/uncaught|unhandled|TypeError/i);
});
