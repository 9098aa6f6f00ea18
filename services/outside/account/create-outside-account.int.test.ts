/** Goal: accounts are opened and given new terms, by operators only, and their money is never set anew. Method: a node. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

const terms = {
  ...{ channelId: "wechat-like", accountId: "oac_zhaomin1", holderName: "赵敏" },
  ...{ balance: { minorUnits: 500n, currencyCode: "CNY" }, confirmOver: 100n, frozen: false },
};

test("a new account has what it was opened with", async () => {
  expect(await node.outside.createOutsideAccount(terms)).toEqual(terms);
});

test("again with its id: other terms, the same money, the same party", async () => {
  await node.outside.createOutsideAccount(terms);
  const again = { ...terms, channelId: "bank-card", holderName: "赵 敏", confirmOver: 0n, frozen: true };
  const richer = { ...again, balance: { minorUnits: 9_999n, currencyCode: "CNY" } };
  expect(await node.outside.createOutsideAccount(richer)).toEqual({
    ...again,
    ...{ channelId: "wechat-like", balance: { minorUnits: 500n, currencyCode: "CNY" } },
  });
});

test("without an id each is a new one", async () => {
  const [first, second] = [await node.account(), await node.account()];
  expect(first).toMatch(/^oac_/);
  expect(second).not.toBe(first);
});

test("the demonstration has one at each party", async () => {
  const found = await node.parts.accounts.find({ _id: /^oac_demo/ }).lean();
  expect(found.map(({ channelId }) => channelId).sort()).toEqual(["bank-card", "unionpay-like", "wechat-like"]);
});

test.each([
  ["channel_id", { channelId: "alipay" }],
  ["account_id", { accountId: "usr_zhaomin1" }],
  ["holder_name", { holderName: "" }],
  ["balance", { balance: { minorUnits: -1n, currencyCode: "CNY" } }],
  ["balance", { balance: { minorUnits: 1n, currencyCode: "HKD" } }],
  ["confirm_over", { confirmOver: -1n }],
])("REQUEST_INVALID names %s", async (field, changes) => {
  const call = node.outside.createOutsideAccount({ ...terms, ...changes });
  await expect(call).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field }] });
});

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  await expect(node.as(caller).createOutsideAccount(terms)).rejects.toMatchObject({ reason });
});
