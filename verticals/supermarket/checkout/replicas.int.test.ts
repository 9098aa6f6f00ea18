/** Several nodes of the supermarket and of payments over one store: what holds on one node holds on three. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type Market, startMarkets, WATER } from "../testing/start-market.ts";
import { verifyStock } from "../verify-stock.ts";

let nodes: Market[];
beforeAll(async () => {
  nodes = await startMarkets(3);
});
afterAll(() => nodes[0]!.stop());

const nodeOf = (index: number): Market => nodes[index % nodes.length]!;

test("V3, P13: 30 concurrent CheckOutBasket with one key over three nodes: one charge, 30 equal answers", async () => {
  const [first] = nodes as [Market];
  const [basketId, paymentCode, key, funds] = [
    await first.basket(),
    await first.code(),
    aKey(),
    await first.balance(0),
  ];
  const calls = Array.from({ length: 30 }, (_, index) => nodeOf(index).checkOut(basketId, paymentCode, key));
  const receipts = await Promise.all(calls);
  for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
  expect(await first.balance(0)).toBe(funds - 400n);
});

test("30 tills on three nodes racing for the last 10 units: exactly 10 sales, and the stock agrees", async () => {
  const [first] = nodes as [Market];
  await first.drain();
  await first.setStock(WATER.itemId, 10, { alreadySold: 2 });
  const baskets = await Promise.all(Array.from({ length: 30 }, (_, index) => nodeOf(index).basket([[WATER, 1]])));
  const codes = await Promise.all(baskets.map((_, index) => nodeOf(index).code(index % 2 === 0 ? 0 : 1)));
  const results = await Promise.allSettled(baskets.map((id, index) => nodeOf(index).checkOut(id, codes[index]!)));
  const reasons = results.map((result) => (result.status === "fulfilled" ? "paid" : String(result.reason.reason)));
  expect(reasons.filter((reason) => reason === "paid")).toHaveLength(10);
  expect(reasons.filter((reason) => reason === "STOCK_INSUFFICIENT")).toHaveLength(20);
  await Promise.all(nodes.map((node) => node.drain()));
  expect((await verifyStock(first.store("supermarket"))).mismatches).toEqual([]);
});
