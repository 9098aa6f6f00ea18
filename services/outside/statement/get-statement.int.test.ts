/** Goal: a day's file holds every movement of that day, once, with totals and hash that anyone can check (P33, P34). Method: a node and its books over a midnight. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { reverseOrder } from "../order/reverse-order.ts";
import { refundOrder } from "../refund/refund-order.ts";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

const statement = async (businessDay: string, channelId = "wechat-like") =>
  (await node.outside.getStatement({ channelId, businessDay })).text;

/** What the end marker says, after its hash was checked against everything above it. */
const endOf = (text: string) => {
  const end = text.trimEnd().split("\n").at(-1) ?? "";
  const above = text.slice(0, text.indexOf(end));
  const { sha256, ...totals } = Object.fromEntries(
    end
      .split(",")
      .slice(1)
      .map((pair) => pair.split("=")),
  );
  expect(createHash("sha256").update(above).digest("hex")).toBe(sha256);
  return totals;
};

test("P33, P34: payments, reverses and refunds on their own days; totals, count and hash agree; again the same bytes", async () => {
  const accountId = await node.account();
  const refund = (orderNumber: string, refundNumber: string, amount: bigint) =>
    refundOrder(
      node.parts,
      { channelId: "wechat-like", orderNumber, refundNumber, merchantId: "mer_demomarket", amount },
      node.clock.now(),
    );
  // 23:59:58 in China.
  node.clock.set(new Date("2026-11-23T15:59:58.000Z"));
  const first = await node.order(accountId, "att_day1a", 1_000n);
  await node.order(accountId, "att_day1b", 2_000n);
  const poor = await node.order(accountId, "att_failed", 900_000_000n);
  expect(poor.state).toBe("FAILED");
  node.clock.advance(1_000);
  await refund("att_day1a", "rfd_day1", 300n);
  node.clock.advance(1_000);
  await node.order(accountId, "att_day2a", 4_000n);
  await refund("att_day1a", "rfd_day2", 200n);
  node.clock.advance(60_000);
  await reverseOrder(node.parts, "wechat-like", "att_day1b", node.clock.now());
  await reverseOrder(node.parts, "wechat-like", "att_never", node.clock.now());

  const day1 = await statement("2026-11-23");
  expect(endOf(day1)).toEqual({ rows: "3", paid: "3000", reversed: "0", refunded: "300" });
  expect(day1.split("\n").slice(0, 3)).toEqual([
    "#STATEMENT,wechat-like,2026-11-23",
    "time,kind,order_number,refund_number,transaction_id,merchant_id,amount,currency",
    `2026-11-23T23:59:58+08:00,PAY,att_day1a,,${first.transactionId},mer_demomarket,1000,CNY`,
  ]);
  const day2 = await statement("2026-11-24");
  expect(endOf(day2)).toEqual({ rows: "3", paid: "4000", reversed: "2000", refunded: "200" });
  expect(day2).toContain("2026-11-24T00:01:00+08:00,REVERSE,att_day1b,,");
  expect(await statement("2026-11-23")).toBe(day1);
  // What left the account is what the files say.
  const account = await node.parts.accounts.findById(accountId).lean();
  expect(account?.balance).toBe(100_000n - 3_000n - 4_000n + 2_000n + 500n);
  expect(endOf(await statement("2026-11-23", "bank-card"))).toEqual({
    rows: "0",
    paid: "0",
    reversed: "0",
    refunded: "0",
  });
});

test("its name says whose it is and of when", async () => {
  const { fileName } = await node.outside.getStatement({ channelId: "bank-card", businessDay: "2026-11-23" });
  expect(fileName).toBe("bank-card-2026-11-23.csv");
});

test.each(["", "23.11.2026", "2026-13-01", "2026-02-30"])(
  "REQUEST_INVALID names business_day %j",
  async (businessDay) => {
    const call = node.outside.getStatement({ channelId: "bank-card", businessDay });
    await expect(call).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field: "business_day" }] });
  },
);

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  const call = node.as(caller).getStatement({ channelId: "bank-card", businessDay: "2026-11-23" });
  await expect(call).rejects.toMatchObject({ reason });
});
