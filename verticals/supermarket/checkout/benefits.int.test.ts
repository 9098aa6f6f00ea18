/**
 * A member's card and a coupon at the till, with the real payments, membership and marketing: member prices and points in the same sale (M7), and pay and redeem as
 * one outcome (O6, M5), whatever dies between them.
 */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { CouponState } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { BasketState } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { crash, createSaboteur, type Saboteur } from "../testing/saboteur.ts";
import { aBasketId, type Market, MILK, reasonOf, STORE, startMarket, WATER } from "../testing/start-market.ts";
import { verifyStock } from "../verify-stock.ts";
import { attemptModel } from "./attempt-model.ts";

const FUNDS = 100_000n;
const cny = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });

let saboteur: Saboteur;
let market: Market;
beforeEach(async () => {
  saboteur = createSaboteur();
  market = await startMarket({ interfere: saboteur.interfere, withBenefits: true });
});
afterEach(() => market.stop());

const memberCode = async () => {
  const { cards } = await market.cards(0).listMemberCards({});
  return (await market.cards(0).issueMemberCode({ cardId: cards[0]!.cardId })).memberCode;
};
const points = async () => (await market.cards(0).listMemberCards({})).cards[0]!.points;
/** 5.00 off from 50.00, of the first shopper. */
const claim = () => market.coupons(0).claimCoupon({ campaignId: "cmp_demograb1" }, { idempotencyKey: aKey() });
/** Of the claimed coupon; a payment earns another. */
const couponState = async () => {
  const request = { merchantId: "", usableOnly: false, pageSize: 0, pageToken: "" };
  const { coupons } = await market.coupons(0).listMyCoupons(request);
  return coupons.find(({ campaignId }) => campaignId === "cmp_demograb1")?.state;
};
const put = (basketId: string, lines: readonly (readonly [{ barcode: string }, number])[], code?: string) =>
  market.till.putBasket({
    ...{ basketId, storeId: STORE, tillId: "till 1", ...(code && { memberCode: code }) },
    lines: lines.map(([{ barcode }, quantity]) => ({ barcode, quantity })),
  });
const pay = async (basketId: string, couponCode: string, shopper: 0 | 1 = 0, key = aKey()) => {
  const deadline = plusMs(market.clock.now(), 60_000);
  const request = { basketId, paymentCode: await market.code(shopper), couponCode };
  return { request, key, call: () => market.till.checkOutBasket(request, { idempotencyKey: key, deadline }) };
};
const expectStockToAgree = async () => expect((await verifyStock(market.store("supermarket"))).mismatches).toEqual([]);
const pendingAttempts = () => attemptModel(market.store("supermarket").connection).find({ state: "PENDING" }).lean();

describe("M7, M1: a member's card", () => {
  test("M7: member prices line by line to the fen, and the points of the same sale", async () => {
    const basketId = aBasketId();
    const code = await memberCode();
    // Silver: 2 % off. 3 x 3.20 = 9.60, less 0.192 = 0.19; 1 x 2.00 less 0.04.
    const basket = await put(
      basketId,
      [
        [MILK, 3],
        [WATER, 1],
      ],
      code,
    );
    expect(basket.lines.map(({ lineTotal, memberDiscount }) => [memberDiscount, lineTotal])).toEqual([
      [cny(19n), cny(941n)],
      [cny(4n), cny(196n)],
    ]);
    expect(basket).toMatchObject({
      total: cny(1_137n),
      member: { levelNameEn: "Silver", discountBasisPoints: 200, discount: cny(23n) },
    });
    expect(
      await put(
        basketId,
        [
          [MILK, 3],
          [WATER, 1],
        ],
        code,
      ),
    ).toEqual(basket);
    expect(await market.till.getBasket({ basketId })).toEqual(basket);
    // Without the code the basket keeps its member.
    const more = await put(basketId, [
      [MILK, 3],
      [WATER, 2],
    ]);
    expect(more).toMatchObject({ total: cny(941n + 392n), revision: basket.revision + 1 });

    const receipt = await market.checkOut(basketId, await market.code());

    expect(receipt).toMatchObject({
      total: cny(1_333n),
      member: { levelNameEn: "Silver", discountBasisPoints: 200, discount: cny(27n), pointsToEarn: 13n },
    });
    expect(await market.till.getReceipt({ basketId })).toEqual(receipt);
    expect(await market.balance(0)).toBe(FUNDS - 1_333n);
    await market.drain();
    expect(await points()).toMatchObject({ pending: 13n });
    await expectStockToAgree();
  });

  test("M7: a code is used once: not for another basket, and not when the basket refuses it", async () => {
    const code = await memberCode();
    const unknown = put(aBasketId(), [[{ barcode: "4006381333931" }, 1]], code);
    expect(await reasonOf(unknown)).toBe("ITEM_NOT_FOUND");
    const basketId = aBasketId();
    await put(basketId, [], code);
    expect(await reasonOf(put(aBasketId(), [[WATER, 1]], code))).toBe("MEMBER_CODE_SPENT");
    expect(await put(basketId, [[WATER, 1]])).toMatchObject({ total: cny(196n), member: { levelNameEn: "Silver" } });
  });

  test("M7: goods at shelf prices where there is no card", async () => {
    const basket = await put(aBasketId(), [[MILK, 3]]);
    expect(basket).toMatchObject({ total: cny(960n), member: undefined });
    expect(basket.lines[0]!.memberDiscount).toBeUndefined();
  });
});

describe("O6, M5: pay and redeem in one call", () => {
  /** 20 x 3.20 = 64.00. */
  const bigBasket = () => market.basket([[MILK, 20]]);

  test("O6, M5, M7: a card and a coupon in one sale; the trade is of exactly what is left", async () => {
    const [basketId, { code: couponCode }] = [aBasketId(), await claim()];
    // 64.00 less 1.28 and 6.00 less 0.12 = 68.60; less 5.00 = 63.60.
    await put(
      basketId,
      [
        [MILK, 20],
        [WATER, 3],
      ],
      await memberCode(),
    );
    const receipt = await (await pay(basketId, couponCode)).call();
    expect(receipt).toMatchObject({
      total: cny(6_360n),
      coupon: { nameEn: "5 off from 50", discount: cny(500n) },
      member: { discount: cny(140n), pointsToEarn: 63n },
    });
    const [shares, lines] = [receipt.lines.map(({ couponDiscount }) => couponDiscount!.minorUnits), receipt.lines];
    expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(500n);
    expect(lines.reduce((sum, { lineTotal }) => sum + lineTotal!.minorUnits, 0n)).toBe(6_860n);
    expect(await market.balance(0)).toBe(FUNDS - 6_360n);
    await market.drain();
    expect(await couponState()).toBe(CouponState.COUPON_STATE_REDEEMED);
    expect(await points()).toMatchObject({ pending: 63n });
    await expectStockToAgree();
  });

  test("M5: another user's payment code is refused before money moves, and the coupon is free for its owner", async () => {
    const [basketId, { code: couponCode }] = [await bigBasket(), await claim()];
    const refused = await pay(basketId, couponCode, 1);
    expect(await reasonOf(refused.call())).toBe("COUPON_NOT_YOURS");
    expect(await reasonOf(refused.call())).toBe("COUPON_NOT_YOURS");
    expect([await market.balance(0), await market.balance(1)]).toEqual([FUNDS, 50_000n]);
    expect(await couponState()).toBe(CouponState.COUPON_STATE_ISSUED);
    expect((await (await pay(basketId, couponCode)).call()).total).toEqual(cny(5_900n));
    await expectStockToAgree();
  });

  test.each([
    ["COUPON_NOT_FOUND", 20, "AAAA-AAAA-AAA"],
    ["BELOW_MINIMUM_SPEND", 2, undefined],
  ])("O6: %s refuses the sale; nothing of it stays", async (reason, quantity, wrongCode) => {
    const [basketId, { code: couponCode }] = [await market.basket([[MILK, quantity]]), await claim()];
    const refused = await pay(basketId, wrongCode ?? couponCode);
    const told = await reasonOf(refused.call());
    expect(wrongCode ? [reason, "REQUEST_INVALID"] : [reason]).toContain(told);
    expect(await market.balance(0)).toBe(FUNDS);
    expect(await couponState()).toBe(CouponState.COUPON_STATE_ISSUED);
    expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_OPEN);
    expect(await pendingAttempts()).toEqual([]);
    await expectStockToAgree();
  });

  const untroubled = (commit: () => Promise<unknown>) => commit();
  const before = async () => crash();
  const crashes: [point: string, sabotage: () => void, outcome: "both" | "neither"][] = [
    [
      "before the coupon is held",
      () => {
        saboteur.marketing.holdCoupon = async () => crash();
      },
      "neither",
    ],
    [
      "after the coupon is held, before it is noted",
      () => {
        saboteur.marketing.holdCoupon = async (request, options) => {
          await saboteur.realMarketing().holdCoupon(request, options);
          return crash();
        };
      },
      "neither",
    ],
    [
      "after it is noted, before the trade is made",
      () => {
        saboteur.payments.createTrade = async () => crash();
      },
      "neither",
    ],
    [
      "after the trade is made, before it is paid",
      () => {
        saboteur.payments.payTrade = async () => crash();
      },
      "neither",
    ],
    [
      "after payments paid, before its answer arrives",
      () => {
        saboteur.payments.payTrade = async (request, options) => {
          await saboteur.realPayments().payTrade(request, options);
          return crash();
        };
      },
      "both",
    ],
    [
      "after payments' answer, before the conclusion",
      () => void saboteur.transactions.push(untroubled, before),
      "both",
    ],
  ];

  const expectOutcome = async (basketId: string, outcome: "both" | "neither") => {
    const isPaid = outcome === "both";
    await market.drain();
    const { BASKET_STATE_PAID, BASKET_STATE_OPEN } = BasketState;
    expect((await market.till.getBasket({ basketId })).state).toBe(isPaid ? BASKET_STATE_PAID : BASKET_STATE_OPEN);
    expect(await market.balance(0)).toBe(isPaid ? FUNDS - 5_900n : FUNDS);
    const { COUPON_STATE_REDEEMED, COUPON_STATE_ISSUED } = CouponState;
    expect(await couponState()).toBe(isPaid ? COUPON_STATE_REDEEMED : COUPON_STATE_ISSUED);
    expect(await pendingAttempts()).toEqual([]);
    await expectStockToAgree();
  };

  test.each(crashes)(
    "M5, P2, P29: a crash %s, then the recovery: both or neither",
    async (_point, sabotage, outcome) => {
      const [basketId, { code: couponCode }] = [await bigBasket(), await claim()];
      sabotage();
      await (await pay(basketId, couponCode)).call().catch(() => {});
      saboteur.payments = {};
      saboteur.marketing = {};
      await market.recover();
      await expectOutcome(basketId, outcome);
      await market.recover();
      await expectOutcome(basketId, outcome);
    },
  );

  test.each(crashes)(
    "M5, P14: a crash %s, then the till sends the same key at once: both",
    async (_point, sabotage) => {
      const [basketId, { code: couponCode }] = [await bigBasket(), await claim()];
      sabotage();
      const { call } = await pay(basketId, couponCode);
      await call().catch(() => {});
      saboteur.payments = {};
      saboteur.marketing = {};
      expect(await call()).toEqual(await market.till.getReceipt({ basketId }));
      await expectOutcome(basketId, "both");
    },
  );

  test("M5, P14: the till asks again while the recovery, which freed the coupon, has not given the attempt up: it was not paid, and the next try pays", async () => {
    const [basketId, { code: couponCode }] = [await bigBasket(), await claim()];
    saboteur.marketing.holdCoupon = async (request, options) => {
      await saboteur.realMarketing().holdCoupon(request, options);
      return crash();
    };
    const { call } = await pay(basketId, couponCode);
    await call().catch(() => {});
    saboteur.marketing = {
      releaseCoupon: async (request, options) => {
        await saboteur.realMarketing().releaseCoupon(request, options);
        return crash();
      },
    };
    await market.recover();
    expect(await pendingAttempts()).toHaveLength(1);
    saboteur.marketing = {};
    expect(await reasonOf(call())).toBe("PAYMENT_NOT_COMPLETED");
    await expectOutcome(basketId, "neither");
    expect((await (await pay(basketId, couponCode)).call()).total).toEqual(cny(5_900n));
    await expectOutcome(basketId, "both");
  });

  test("P1, M5: while marketing is away nothing is given up half: the recovery frees the coupon when it is back", async () => {
    const [basketId, { code: couponCode }] = [await bigBasket(), await claim()];
    saboteur.payments.payTrade = async () => crash();
    await (await pay(basketId, couponCode)).call().catch(() => {});
    saboteur.payments = {};
    saboteur.marketing.releaseCoupon = async () => crash();
    await market.recover();
    expect(await pendingAttempts()).toHaveLength(1);
    saboteur.marketing = {};
    await market.recover();
    await expectOutcome(basketId, "neither");
  });
});

test("M7, O6: a sale without card and coupon makes no call to marketing, and no trade beforehand", async () => {
  const asked: string[] = [];
  saboteur.marketing.holdCoupon = async () => {
    asked.push("holdCoupon");
    return crash();
  };
  const createTrade = saboteur.realPayments().createTrade;
  saboteur.payments.createTrade = async (request, options) => {
    asked.push("createTrade");
    return createTrade(request, options);
  };
  await market.checkOut(await market.basket(), await market.code());
  expect(asked).toEqual([]);
});
