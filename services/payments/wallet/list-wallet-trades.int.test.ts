/** Goal: a payer's bill is complete, newest first, in pages that do not shift. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { aCreation, aPayment, cny } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
const paidIds: string[] = [];

const pay = async (merchantTradeId?: string): Promise<string> => {
  const request = aPayment({
    paymentCode: await world.code(),
    amount: cny(100n),
    ...(merchantTradeId && { merchantTradeId }),
  });
  return (await world.as("cashier").payTrade(request, { idempotencyKey: aKey() })).tradeId;
};
const list = (pageSize = 0, pageToken = "", who: Parameters<PaymentsWorld["as"]>[0] = "shopper1") =>
  world.as(who).listWalletTrades({ pageSize, pageToken });

beforeAll(async () => {
  world = await startPaymentsWorld();
  const { merchantTradeId } = await world.as("cashier").createTrade(aCreation({ amount: cny(100n) }));
  // Pairs of trades share an instant, so that pages also break between equals.
  for (let n = 0; n < 12; n++) {
    if (n % 2 === 0) world.clock.advance(5_000);
    paidIds.push(await pay());
  }
  world.clock.advance(5_000);
  paidIds.push(await pay(merchantTradeId));
});
afterAll(() => world.stop());

test("newest first by when it came on the bill, each with the payer's own name", async () => {
  const { trades, nextPageToken } = await list();
  expect(trades[0]?.tradeId).toBe(paidIds.at(-1));
  expect(new Set(trades.map(({ tradeId }) => tradeId))).toEqual(new Set(paidIds));
  const times = trades.map(({ payTime }) => payTime!.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(new Set(trades.map(({ payerDisplayName }) => payerDisplayName))).toEqual(new Set(["李小明"]));
  expect(nextPageToken).toBe("");
});

test.each([1, 3, 5, 13])("pages of %d give the same list, even when a trade arrives in between", async (pageSize) => {
  const whole = (await list(100)).trades;
  const found = [];
  let pageToken = "";
  do {
    const page = await list(pageSize, pageToken);
    expect(page.trades.length).toBeLessThanOrEqual(pageSize);
    if (pageToken === "" && pageSize === 3) {
      world.clock.advance(5_000);
      await pay();
    }
    found.push(...page.trades);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  expect(found).toEqual(whole);
});

test("nobody sees another's", async () => {
  expect(await list(0, "", "shopper2")).toEqual({ trades: [], nextPageToken: "" });
});

test.each<[string, number, string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", 0, "", "anonymous"],
  ["CALLER_NOT_ALLOWED", 0, "", "cashier"],
  ["REQUEST_INVALID", 101, "", "shopper1"],
  ["REQUEST_INVALID", -1, "", "shopper1"],
  ["REQUEST_INVALID", 0, "bm90IGEgdG9rZW4", "shopper1"],
  ["REQUEST_INVALID", 0, "%00", "shopper1"],
])("%s (%d, %s)", async (reason, pageSize, pageToken, who) => {
  await expectRefused(world, reason, () => list(pageSize, pageToken, who));
});
