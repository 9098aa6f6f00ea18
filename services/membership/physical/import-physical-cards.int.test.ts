/** Goal: a merchant's cards of plastic come in once, however often their list is sent (C6). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  MERCHANT,
  type MembershipWorld,
  reasonOf,
  startMembershipWorld,
  type Who,
} from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

const row = { cardNumber: "HM20190001", phone: "13800000001", oldPoints: 10n };
const importCards = (cards: (typeof row)[], who: Who = "manager") =>
  world.as(who).importPhysicalCards({ merchantId: MERCHANT, cards });

test("C6: an import is the same however often it is sent; a row that differs stays as it was and says so", async () => {
  const other = { ...row, cardNumber: "HM20190002" };
  expect((await importCards([row])).rows).toEqual([{ cardNumber: row.cardNumber, outcome: 1 }]);
  const again = await importCards([row, other, { ...row, cardNumber: "HM20180003", oldPoints: 9n }]);
  expect(again.rows.map(({ outcome }) => outcome)).toEqual([2, 1, 3]);
});

test("REQUEST_INVALID names every wrong row, and nothing is written", async () => {
  const cards = [
    { ...row, cardNumber: "HM20190003" },
    { ...row, phone: "12345" },
    { ...row, cardNumber: "x" },
    { ...row, cardNumber: "HM20190003", oldPoints: -1n },
  ];
  const error = await importCards(cards).catch((refused: unknown) => refused);
  expect(error).toMatchObject({
    reason: "REQUEST_INVALID",
    fields: [
      ...[{ field: "cards[1].phone" }, { field: "cards[2].card_number" }],
      ...[{ field: "cards[3].old_points" }, { field: "cards[3].card_number" }],
    ],
  });
  expect((await importCards([cards[0] as typeof row])).rows[0]?.outcome).toBe(1);
  expect(await reasonOf(importCards([]))).toBe("REQUEST_INVALID");
  expect(await reasonOf(importCards([row], "cashier"))).toBe("CALLER_NOT_ALLOWED");
});
