/** What a receipt says of a member's card and of a coupon. */
import { expect, test } from "@jest/globals";
import type { Text } from "../i18n/use-text.ts";
import { zh } from "../i18n/zh.ts";
import { benefitRows } from "./benefit-rows.ts";
import { receiptSlip } from "./receipt-slip.ts";

const words = {
  text: ((key: keyof typeof zh) => zh[key]) as Text,
  nameOf: ({ name }: { name: string | undefined }) => name ?? "",
  timeOf: (time: string | undefined) => time ?? "",
};
const cny = (minorUnits: string) => ({ minorUnits, currencyCode: "CNY" });
const member = {
  ...{ cardId: "mcd_1", maskedCardNumber: "****1234", levelName: "银卡", levelNameEn: "Silver" },
  ...{ discountBasisPoints: 200, discount: cny("140"), pointsToEarn: "63" },
};
const coupon = { couponId: "cpn_1", name: "满50减5元", nameEn: "5 off from 50", discount: cny("500") };

test("M7, O6: a receipt says the level, what it took off, the coupon and the promised points", () => {
  expect(benefitRows({ member, coupon }, words)).toEqual([
    ["会员", "银卡 ****1234"],
    ["会员优惠", "-¥1.40"],
    ["满50减5元", "-¥5.00"],
    ["本单积分", "63"],
  ]);
  const slip = receiptSlip({ member, coupon, total: cny("6360"), lines: [] }, "张丽", words);
  expect(slip.rows).toContainEqual({ kind: "pair", left: "满50减5元", right: "-¥5.00" });
});

test("M7: a level without a discount and a purchase too small for a point say only whose it was", () => {
  expect(benefitRows({ member: { ...member, discount: cny("0"), pointsToEarn: "0" } }, words)).toEqual([
    ["会员", "银卡 ****1234"],
  ]);
  expect(benefitRows({}, words)).toEqual([]);
});
