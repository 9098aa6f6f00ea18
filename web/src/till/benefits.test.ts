/** Goal: a member's code and a coupon lower the price before the payment and go with it; a refused one loses nothing. Method: a whole till over a small platform. */
import { describe, expect, test } from "@jest/globals";
import type { PutBasketRequest } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem } from "../api/problem.ts";
import { basketTotalOf, payableOf } from "./benefits.ts";
import { openTill, type Till } from "./open-till.ts";
import { aPlatform, CODE, MILK, withNetwork } from "./testing/small-platform.ts";
import type { TillPorts } from "./till-core.ts";

const MEMBER = "M0123456789ABCDEFGHJKMNPQR";
const COUPON = "K0123456789A";
const GOLD = { maskedCardNumber: "****1234", levelName: "金卡", levelNameEn: "Gold", discountBasisPoints: 500 };
const yuan = (fen: number) => ({ minorUnits: String(fen), currencyCode: "CNY" });
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const refusal = (reason: string) => new ApiProblem({ status: 400, reason, detail: `why ${reason}`, retryable: false });

/** A platform that keeps a basket's member, as the supermarket does, and whose coupon takes 1.00 off from 10.00 on. */
const aMarket = (overrides: Partial<TillPorts> = {}) => {
  const members = new Set<string>();
  const quoted: string[] = [];
  const platform = aPlatform({
    putBasket: async ({ basketId = "", memberCode }: Json<PutBasketRequest>) => {
      platform.puts.push({ basketId, memberCode });
      if (memberCode) members.add(basketId);
      return { basketId, lines: [MILK], ...(members.has(basketId) && { member: GOLD }) };
    },
    quoteCoupon: async ({ amount }) => {
      quoted.push(amount?.minorUnits ?? "");
      if (Number(amount?.minorUnits) < 1_000) throw refusal("BELOW_MINIMUM_SPEND");
      return { coupon: { name: "满10减1", nameEn: "1 off from 10" }, discount: yuan(100) };
    },
    ...overrides,
  });
  return { ...platform, quoted };
};

const ring = async (till: Till, ...texts: string[]): Promise<void> => {
  for (const text of texts) await till.scan(text);
  await settle();
};

const totals = (till: Till) => [basketTotalOf(till.state.get()).minorUnits, payableOf(till.state.get()).minorUnits];

describe("M7: a member's code", () => {
  test("M7: at any moment: the code goes with the basket once, the price falls before the payment, and the checkout is told the lower total", async () => {
    const { ports, puts, checkouts } = aMarket();
    const till = openTill(ports);
    await ring(till, MILK.barcode, MEMBER, MILK.barcode, MILK.barcode);
    expect(puts.filter((put) => (put as { memberCode?: string }).memberCode === MEMBER)).toHaveLength(1);
    // 5 % of 16.50 is 82.5 fen: the half is the merchant's.
    expect(totals(till)).toEqual(["1568", "1568"]);
    expect(till.state.get()).toMatchObject({ member: GOLD });
    expect(till.state.get().memberCode).toBeUndefined();
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect(checkouts.map(({ body }) => body)).toEqual([
      { basketId: "bsk_1", paymentCode: CODE, expectedTotal: yuan(1568) },
    ]);
    till.next();
    expect(till.state.get().member).toBeUndefined();
  });

  test("M7: a used code is told, and basket and price are as before", async () => {
    const { ports, notices } = aMarket({
      putBasket: async ({ basketId = "", memberCode }) => {
        if (memberCode) throw refusal("MEMBER_CODE_SPENT");
        return { basketId, lines: [MILK] };
      },
    });
    const till = openTill(ports);
    await ring(till, MILK.barcode, MEMBER);
    expect(notices.at(-1)).toEqual({ tone: "bad", detail: "why MEMBER_CODE_SPENT" });
    expect(totals(till)).toEqual(["550", "550"]);
    expect(till.state.get()).toMatchObject({ lines: [{ quantity: 1 }], screen: "items" });
    expect(till.state.get().memberCode).toBeUndefined();
    expect(till.saved.get()).toBe("saved");
  });

  test("M7: removed, the same items go on as another basket at the full price", async () => {
    const { ports, puts } = aMarket();
    const till = openTill(ports);
    await ring(till, MILK.barcode, MEMBER);
    till.removeMember();
    await settle();
    expect(till.state.get().basketId).not.toBe("bsk_1");
    expect(puts.at(-1)).toEqual({ basketId: till.state.get().basketId, memberCode: undefined });
    expect(totals(till)).toEqual(["550", "550"]);
  });

  test("M7: while the code is not answered nothing is charged", async () => {
    const { ports, notices, checkouts } = aMarket({ putBasket: () => new Promise(() => {}) });
    const till = openTill(ports);
    await ring(till, MILK.barcode, MEMBER);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect([notices.at(-1)?.text, checkouts, till.state.get().screen]).toEqual(["benefitStillReading", [], "tender"]);
  });

  test("M7: before the first item, and after a sale for the next customer", async () => {
    const { ports } = aMarket();
    const till = openTill(ports);
    await ring(till, MEMBER);
    expect(till.state.get()).toMatchObject({ member: GOLD, lines: [] });
    await ring(till, MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect(till.state.get().screen).toBe("paid");
    await ring(till, MEMBER);
    expect(till.state.get()).toMatchObject({ member: GOLD, screen: "items", lines: [] });
  });
});

describe("O6: a coupon", () => {
  test("O6: below its minimum it is noted and told; with more in the basket it counts, and goes with the payment", async () => {
    const { ports, notices, checkouts, quoted } = aMarket();
    const till = openTill(ports);
    await ring(till, MILK.barcode, COUPON);
    expect(notices.at(-1)).toEqual({ tone: "bad", detail: "why BELOW_MINIMUM_SPEND" });
    expect(totals(till)).toEqual(["550", "550"]);
    await ring(till, MILK.barcode);
    expect(totals(till)).toEqual(["1100", "1000"]);
    expect(quoted).toEqual(["550", "1100"]);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect(checkouts.map(({ body }) => body)).toEqual([
      { basketId: "bsk_1", paymentCode: CODE, expectedTotal: yuan(1100), couponCode: COUPON },
    ]);
  });

  test("O6, M7: it is asked about again for the member's total", async () => {
    const { ports, quoted } = aMarket();
    const till = openTill(ports);
    await ring(till, MILK.barcode, MILK.barcode, COUPON, MEMBER);
    expect(quoted).toEqual(["1100", "1045"]);
    expect(totals(till)).toEqual(["1045", "945"]);
  });

  test.each(["COUPON_USED", "COUPON_EXPIRED", "COUPON_NOT_FOUND"])(
    "O6: %s is told, and the coupon that is there stays",
    async (reason) => {
      let isOther = false;
      const { ports, notices } = aMarket({
        quoteCoupon: async () => {
          if (isOther) throw refusal(reason);
          return { coupon: { name: "满10减1", nameEn: "1 off from 10" }, discount: yuan(100) };
        },
      });
      const till = openTill(ports);
      await ring(till, MILK.barcode, MILK.barcode, COUPON);
      isOther = true;
      await ring(till, "K0123456789B");
      expect(notices.at(-1)).toEqual({ tone: "bad", detail: `why ${reason}` });
      expect(totals(till)).toEqual(["1100", "1000"]);
      till.act({ type: "couponRemoved" });
      expect(totals(till)).toEqual(["1100", "1100"]);
    },
  );

  test("O6: refused with the payment, it is asked about anew and not sent again; the basket is as it was", async () => {
    let isUsed = false;
    const { ports, checkouts } = aMarket({
      quoteCoupon: async () => {
        if (isUsed) throw refusal("COUPON_USED");
        return { coupon: { name: "满10减1", nameEn: "1 off from 10" }, discount: yuan(100) };
      },
      checkOutBasket: async (body, key) => {
        checkouts.push({ body, key, stored: undefined });
        if (!body.couponCode) return { basketId: body.basketId ?? "" };
        isUsed = true;
        throw refusal("COUPON_USED");
      },
    });
    const till = openTill(ports);
    await ring(till, MILK.barcode, MILK.barcode, COUPON);
    till.act({ type: "tenderOpened" });
    await ring(till, CODE);
    expect(till.state.get()).toMatchObject({
      ...{ screen: "items", refusal: { reason: "COUPON_USED" }, lines: [{ quantity: 2 }] },
      coupon: { word: { refusal: { reason: "COUPON_USED" } } },
    });
    expect(totals(till)).toEqual(["1100", "1100"]);
    till.act({ type: "tenderOpened" });
    await ring(till, CODE);
    expect(till.state.get().screen).toBe("paid");
    expect(checkouts.map(({ body }) => (body as { couponCode?: string }).couponCode)).toEqual([COUPON, undefined]);
  });

  test("O6: one that is noted before any item counts with the items", async () => {
    const { ports, notices } = aMarket();
    const till = openTill(ports);
    await ring(till, COUPON);
    expect(notices.at(-1)?.text).toBe("benefitCouponNoted");
    await ring(till, MILK.barcode, MILK.barcode);
    expect(totals(till)).toEqual(["1100", "1000"]);
  });
});

describe("Y12: without a network", () => {
  test.each([MEMBER, COUPON])("Y12: %s is refused with the reason, and nothing is sent", async (scanned) => {
    const { ports, notices, puts, quoted } = aMarket({ offline: withNetwork({ isCutOff: () => true }) });
    const till = openTill(ports);
    await ring(till, scanned);
    expect([notices.at(-1)?.text, puts, quoted]).toEqual(["benefitOffline", [], []]);
  });

  test("Y12: a basket with a member's price is not sold offline, by code or for cash, until the member is removed", async () => {
    let isCutOff = false;
    const offline = withNetwork({ isCutOff: () => isCutOff });
    const { ports, notices } = aMarket({ offline });
    const till = openTill(ports);
    await ring(till, MILK.barcode, MEMBER);
    till.act({ type: "tenderOpened" });
    isCutOff = true;
    await till.scan(CODE);
    till.takeCash(yuan(600));
    expect(notices.slice(-2).map(({ text }) => text)).toEqual(["benefitNeedsNetwork", "benefitNeedsNetwork"]);
    expect(offline.queue.sales.get()).toEqual([]);
    till.removeMember();
    till.takeCash(yuan(600));
    expect(offline.queue.sales.get()).toMatchObject([{ total: yuan(550) }]);
  });
});
