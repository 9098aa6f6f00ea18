/** Goal: a code of the phone is good for a minute and for one use; a screenshot of it is nothing (M7). Method: two nodes over one store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  cny,
  MERCHANT,
  type MembershipWorld,
  reasonOf,
  STORE,
  startMembershipWorld,
} from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld(2);
});
afterAll(() => world.stop());

const code = async () => {
  world.clock.advance(1_000);
  const { cardId } = await world.card();
  return (await world.as("shopper1").issueMemberCode({ cardId })).memberCode;
};
let baskets = 0;
const aReference = () => `bsk_${++baskets}`;
const redeem = (memberCode: string, reference = aReference(), overrides: object = {}, node = 0) =>
  world.as("service", node).redeemMemberCode({
    ...{ merchantId: MERCHANT, storeId: STORE, memberCode, reference, amount: cny(12_345n), ...overrides },
  });

test("M7: whose it is, the level's discount, the points and what the basket would earn", async () => {
  const { cardId, cardNumber } = await world.card();
  expect(await redeem(await code())).toMatchObject({
    ...{ cardId, userId: "usr_demoshopper1", maskedCardNumber: `****${cardNumber.slice(-4)}` },
    standing: { level: { name: "银卡", nameEn: "Silver", discountBasisPoints: 200 } },
    ...{ points: { available: 0n }, pointsToEarn: 123n, pointWorthFen: 1 },
  });
});

test("M7: for the same basket it may be asked again, even when it is old; the screenshot is refused for any other", async () => {
  const shown = await code();
  const reference = aReference();
  const first = await redeem(shown, reference);
  expect(await redeem(shown, reference)).toEqual(first);
  expect(await reasonOf(redeem(shown))).toBe("MEMBER_CODE_SPENT");
  world.clock.advance(3_600_000);
  expect((await redeem(shown, reference)).cardId).toBe(first.cardId);
  expect(await reasonOf(redeem(shown))).toBe("MEMBER_CODE_SPENT");
});

test("M7: twenty tills at once on two nodes: one gets it", async () => {
  const shown = await code();
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => redeem(shown, aReference(), {}, n % 2)),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("MEMBER_CODE_EXPIRED after a minute, and not before", async () => {
  const shown = await code();
  world.clock.advance(59_999);
  const other = await code();
  world.clock.advance(60_000);
  for (const old of [shown, other]) expect(await reasonOf(redeem(old))).toBe("MEMBER_CODE_EXPIRED");
});

test("MEMBER_CODE_UNKNOWN for what is no code, was changed, or is another merchant's", async () => {
  const shown = await code();
  const changed = shown.slice(0, -1) + (shown.endsWith("A") ? "B" : "A");
  for (const text of ["281234567800000001", "M0000000000000000000000000", changed])
    expect(await reasonOf(redeem(text))).toBe("MEMBER_CODE_UNKNOWN");
  expect(await reasonOf(redeem(shown, aReference(), { merchantId: "mer_stranger" }))).toBe("MEMBER_CODE_UNKNOWN");
  expect((await redeem(shown)).userId).toBe("usr_demoshopper1");
});

test("CALLER_NOT_ALLOWED for everybody but services", async () => {
  const request = { merchantId: MERCHANT, storeId: STORE, memberCode: "M", reference: "r", amount: undefined };
  for (const who of ["shopper1", "cashier"] as const)
    expect(await reasonOf(world.as(who).redeemMemberCode(request))).toBe("CALLER_NOT_ALLOWED");
});
