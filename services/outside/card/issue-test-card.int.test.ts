/** Goal: test cards look like cards, and their numbers are kept nowhere. Method: a node, and a look through everything that it stored. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";
import { passesLuhn } from "./luhn.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

test("a card of the account's holder, valid for four years, whose number passes Luhn's check", async () => {
  const card = await node.outside.issueTestCard({ accountId: await node.account("bank-card"), expiry: "" });
  expect(card).toEqual({ cardNumber: expect.stringMatching(/^62290099\d{8}$/), expiry: "1130", holderName: "赵敏" });
  expect(passesLuhn(card.cardNumber)).toBe(true);
});

test("the number is nowhere in the bank's books, nor its plain hash", async () => {
  const { cardNumber } = await node.outside.issueTestCard({
    accountId: await node.account("bank-card"),
    expiry: "0930",
  });
  const rows = JSON.stringify(await node.parts.cards.find().lean());
  expect(rows).toContain(cardNumber.slice(-4));
  expect(rows).not.toContain(cardNumber.slice(0, 12));
  for (const encoding of ["hex", "base64", "base64url"] as const)
    expect(rows).not.toContain(createHash("sha256").update(cardNumber).digest(encoding));
});

test("OUTSIDE_ACCOUNT_NOT_FOUND: only on an account of the bank", async () => {
  for (const accountId of [await node.account("wechat-like"), "oac_nobody1"])
    await expect(node.outside.issueTestCard({ accountId, expiry: "" })).rejects.toMatchObject({
      reason: "OUTSIDE_ACCOUNT_NOT_FOUND",
    });
});

test.each(["1326", "0026", "2026", "1/26"])("REQUEST_INVALID names the expiry %s", async (expiry) => {
  const call = node.outside.issueTestCard({ accountId: "oac_nobody1", expiry });
  await expect(call).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field: "expiry" }] });
});

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  const call = node.as(caller).issueTestCard({ accountId: "oac_nobody1", expiry: "" });
  await expect(call).rejects.toMatchObject({ reason });
});
