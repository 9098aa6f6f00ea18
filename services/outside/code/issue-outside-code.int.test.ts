/** Goal: wallets give out codes of their own form (P11). Method: a node. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

test.each([
  ["wechat-like", /^1[0-5]\d{16}$/],
  ["unionpay-like", /^62\d{17}$/],
] as const)("P11: of %s, good for 60 s, and each another", async (channelId, form) => {
  const accountId = await node.account(channelId);
  const first = await node.outside.issueOutsideCode({ accountId });
  expect(first).toEqual({ paymentCode: expect.stringMatching(form), expireTime: new Date("2026-11-23T10:01:00.000Z") });
  expect((await node.outside.issueOutsideCode({ accountId })).paymentCode).not.toBe(first.paymentCode);
});

test("OUTSIDE_ACCOUNT_NOT_FOUND: a bank gives out none, nor does anybody for a stranger", async () => {
  for (const accountId of [await node.account("bank-card"), "oac_nobody1"])
    await expect(node.outside.issueOutsideCode({ accountId })).rejects.toMatchObject({
      reason: "OUTSIDE_ACCOUNT_NOT_FOUND",
    });
});

test("REQUEST_INVALID names account_id", async () => {
  await expect(node.outside.issueOutsideCode({ accountId: "1" })).rejects.toMatchObject({
    ...{ reason: "REQUEST_INVALID", fields: [{ field: "account_id" }] },
  });
});

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  await expect(node.as(caller).issueOutsideCode({ accountId: "oac_nobody1" })).rejects.toMatchObject({ reason });
});
