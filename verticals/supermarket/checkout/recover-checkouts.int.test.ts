/**
 * Checkouts that die half-way, at every point between two steps, against the real payments service. Whatever happens: charged exactly where sold, nothing
 * reserved for ever, nothing released while it may yet be paid.
 */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { BasketState } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { supermarket } from "../supermarket.service.ts";
import { crash, createSaboteur, type Saboteur } from "../testing/saboteur.ts";
import { type Market, MERCHANT, reasonOf, STORE, startMarket, WATER } from "../testing/start-market.ts";
import { verifyStock } from "../verify-stock.ts";
import { attemptModel } from "./attempt-model.ts";

const { BASKET_STATE_OPEN, BASKET_STATE_CHECKING_OUT, BASKET_STATE_PAID } = BasketState;
const FUNDS = 100_000n;

let saboteur: Saboteur;
let market: Market;

const start = async (withoutEvents: boolean) => {
  saboteur = createSaboteur();
  market = await startMarket({ interfere: saboteur.interfere, withoutEvents });
};
afterEach(() => market.stop());

const stateOf = async (basketId: string) => (await market.till.getBasket({ basketId })).state;
const water = async () => itemOf(await market.till.findItem({ storeId: STORE, barcode: WATER.barcode }));
const itemOf = ({ availableQuantity }: { availableQuantity: number }) => availableQuantity;
const unavailable = () => {
  throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } });
};
const pendingAttempts = () => attemptModel(market.store("supermarket").connection).find({ state: "PENDING" }).lean();
const expectStockToAgree = async () => expect((await verifyStock(market.store("supermarket"))).mismatches).toEqual([]);

/** Paid, sold and charged once. */
const expectSold = async (basketId: string) => {
  expect(await stateOf(basketId)).toBe(BASKET_STATE_PAID);
  expect(await market.balance(0)).toBe(FUNDS - 400n);
  expect(await water()).toBe(9_998);
  expect(await pendingAttempts()).toEqual([]);
  await expectStockToAgree();
};

/** As if nobody had tried. */
const expectUntouched = async (basketId: string) => {
  expect(await stateOf(basketId)).toBe(BASKET_STATE_OPEN);
  expect(await market.balance(0)).toBe(FUNDS);
  expect(await water()).toBe(10_000);
  expect(await pendingAttempts()).toEqual([]);
  await expectStockToAgree();
};

describe("a crash between two steps, then the recovery", () => {
  beforeEach(() => start(true));

  const payAfter = async (before: () => void, after: () => void) => {
    saboteur.payments.payTrade = async (request, options) => {
      before();
      const trade = await saboteur.realPayments().payTrade(request, options);
      after();
      return trade;
    };
  };
  const nothing = () => {};
  const before = async (_commit: () => Promise<unknown>) => crash();
  const after = async (commit: () => Promise<unknown>) => {
    await commit();
    return crash();
  };
  const untroubled = (commit: () => Promise<unknown>) => commit();

  const points: [point: string, sabotage: () => void, outcome: "sold" | "untouched"][] = [
    ["before the attempt is committed", () => saboteur.transactions.push(before), "untouched"],
    ["after the attempt, before payments is asked", () => saboteur.transactions.push(after), "untouched"],
    ["when payments does not answer and has not paid", () => payAfter(unavailable, nothing), "untouched"],
    ["after payments paid, before its answer arrives", () => payAfter(nothing, unavailable), "sold"],
    ["after payments' answer, before the conclusion", () => saboteur.transactions.push(untroubled, before), "sold"],
    ["after the conclusion, before the till is answered", () => saboteur.transactions.push(untroubled, after), "sold"],
  ];

  test.each(points)("P2, P29, V3: %s", async (_point, sabotage, outcome) => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    sabotage();
    const reason = await reasonOf(market.checkOut(basketId, paymentCode, key));
    expect(["INTERNAL", "SERVICE_UNAVAILABLE"]).toContain(reason);
    saboteur.payments = {};

    await market.recover();

    await (outcome === "sold" ? expectSold(basketId) : expectUntouched(basketId));
    await market.recover();
    await (outcome === "sold" ? expectSold(basketId) : expectUntouched(basketId));
  });

  test.each(points)("P14, P16: %s, then the till sends the same key at once", async (_point, sabotage) => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    sabotage();
    await reasonOf(market.checkOut(basketId, paymentCode, key));
    saboteur.payments = {};

    const receipt = await market.checkOut(basketId, paymentCode, key);

    expect(receipt).toEqual(await market.till.getReceipt({ basketId }));
    await expectSold(basketId);
    await market.recover();
    await expectSold(basketId);
  });
});

describe("while the result is unknown", () => {
  beforeEach(() => start(true));

  const leaveUnknown = async (pay: () => never) => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    saboteur.payments.payTrade = async () => pay();
    expect(await reasonOf(market.checkOut(basketId, paymentCode, key))).toBe("SERVICE_UNAVAILABLE");
    return { basketId, paymentCode, key };
  };

  test("P1: the stock stays reserved, and the basket takes neither lines, another checkout nor a void", async () => {
    const { basketId } = await leaveUnknown(unavailable);
    expect(await stateOf(basketId)).toBe(BASKET_STATE_CHECKING_OUT);
    expect(await water()).toBe(9_998);
    expect(await reasonOf(market.checkOut(basketId, await market.code()))).toBe("CHECKOUT_IN_PROGRESS");
    expect(await reasonOf(market.till.voidBasket({ basketId }))).toBe("BASKET_NOT_OPEN");
    const put = market.till.putBasket({ basketId, storeId: STORE, tillId: "till 1", lines: [] });
    expect(await reasonOf(put)).toBe("BASKET_NOT_OPEN");
    await expectStockToAgree();
  });

  test("P1, P7: as long as payments is away the recovery releases nothing; when it is back it finishes", async () => {
    const { basketId } = await leaveUnknown(unavailable);
    saboteur.payments = { payTrade: async () => unavailable(), queryTrade: async () => unavailable() };
    await market.recover();
    await market.recover();
    expect(await stateOf(basketId)).toBe(BASKET_STATE_CHECKING_OUT);
    expect(await pendingAttempts()).toMatchObject([{ recoveries: 2 }]);
    saboteur.payments = {};
    await market.recover();
    await expectUntouched(basketId);
  });

  test("P6, P8: a payTrade that arrives after the recovery meets a closed trade: refused, never charged", async () => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    const gate = Promise.withResolvers<void>();
    saboteur.payments.payTrade = async (request, options) => {
      await gate.promise;
      return saboteur.realPayments().payTrade(request, options);
    };
    const late = reasonOf(market.checkOut(basketId, paymentCode, key));
    await eventually(async () => expect(await pendingAttempts()).toHaveLength(1));
    await market.recover();
    await expectUntouched(basketId);

    gate.resolve();

    expect(await late).toBe("TRADE_NOT_PAYABLE");
    await expectUntouched(basketId);
    const merchantTradeId = `${basketId}-1`;
    const trade = await market.payments.queryTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId });
    expect(trade.state).toBe(TradeState.TRADE_STATE_CLOSED);
    expect(await reasonOf(market.checkOut(basketId, paymentCode, key))).toBe("TRADE_NOT_PAYABLE");
    await market.checkOut(basketId, await market.code());
    await expectSold(basketId);
  });

  test.each(["PAYMENT_CODE_EXPIRED", "CALLER_NOT_ALLOWED"])(
    "P10, P13: of two calls with one key, one is refused by %s and the other would not be: neither is charged",
    async (reason) => {
      const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
      const row = { code: "FAILED_PRECONDITION", retryable: false, zh: "", en: "" } as const;
      const [expired, alive] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const replies = [
        () => expired.promise.then(() => Promise.reject(new ReasonError("payments", reason, row))),
        () => alive.promise,
      ];
      saboteur.payments.payTrade = async (request, options) => {
        await replies.shift()?.();
        return saboteur.realPayments().payTrade(request, options);
      };
      const calls = [
        reasonOf(market.checkOut(basketId, paymentCode, key)),
        reasonOf(market.checkOut(basketId, paymentCode, key)),
      ];
      await eventually(async () => expect(replies).toHaveLength(0));
      expired.resolve();
      expect(await Promise.race(calls)).toBe(reason);
      await expectUntouched(basketId);
      alive.resolve();
      expect(await Promise.all(calls)).toEqual([reason, reason]);
      await expectUntouched(basketId);
    },
  );

  test.each(["PAYMENT_CODE_EXPIRED", "PAYMENT_CODE_UNKNOWN"])(
    "P1, P8: %s is one node's clock: a payment that another node has begun for the same call meets a closed trade",
    async (reason) => {
      const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
      const row = { code: "FAILED_PRECONDITION", retryable: false, zh: "", en: "" } as const;
      const refused = Promise.withResolvers<void>();
      let late: Promise<string> | undefined;
      // The mesh's client sends a call again where its first node went silent. Here the second node refuses, and then the first one wakes up.
      saboteur.payments.payTrade = async (request, options) => {
        late = refused.promise.then(() => reasonOf(saboteur.realPayments().payTrade(request, options)));
        throw new ReasonError("payments", reason, row);
      };
      expect(await reasonOf(market.checkOut(basketId, paymentCode, key))).toBe(reason);
      refused.resolve();
      expect(await late).toBe("TRADE_NOT_PAYABLE");
      await expectUntouched(basketId);
      expect(await reasonOf(market.checkOut(basketId, paymentCode, key))).toBe(reason);
    },
  );

  test("the recovery does not wait for one checkout whose payment hangs", async () => {
    const baskets = await Promise.all(Array.from({ length: 12 }, () => market.basket()));
    saboteur.payments.payTrade = async () => unavailable();
    for (const basketId of baskets) await reasonOf(market.checkOut(basketId, await market.code()));
    const gate = Promise.withResolvers<void>();
    saboteur.payments = {
      queryTrade: async (request, options) => {
        if (request.merchantTradeId === `${baskets[0]}-1`) await gate.promise;
        return saboteur.realPayments().queryTrade(request, options);
      },
    };
    const recovery = market.recover();
    await eventually(async () => expect(await pendingAttempts()).toHaveLength(1));
    gate.resolve();
    await recovery;
    expect(await pendingAttempts()).toEqual([]);
    await expectStockToAgree();
  });

  test("P2: the attempt is committed and no transaction is open when payments is asked (P12)", async () => {
    const seen: unknown[] = [];
    saboteur.payments.payTrade = async (request, options) => {
      seen.push(await pendingAttempts(), market.store("supermarket").stats().openTransactions ?? 0);
      return saboteur.realPayments().payTrade(request, options);
    };
    const basketId = await market.basket();
    await market.checkOut(basketId, await market.code());
    expect(seen).toEqual([[expect.objectContaining({ basketId, merchantTradeId: `${basketId}-1`, asks: 1 })], 0]);
  });

  test("P29: a service that starts again concludes at once what its last life left behind", async () => {
    const { basketId } = await leaveUnknown(unavailable);
    saboteur.payments = {};
    const { mongodbUri: _, ...config } = saboteur.host().config;
    const reborn = await supermarket.start({ ...saboteur.host(), config: config as never });
    await reborn.ready?.();
    await expectUntouched(basketId);
  });

  test("P13: retries and the recovery at the same time: one charge, one receipt", async () => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    saboteur.payments.payTrade = async (request, options) => {
      await saboteur.realPayments().payTrade(request, options);
      return unavailable();
    };
    await reasonOf(market.checkOut(basketId, paymentCode, key));
    saboteur.payments = {};
    const retries = Array.from({ length: 10 }, () => market.checkOut(basketId, paymentCode, key));
    const [receipts] = await Promise.all([Promise.all(retries), market.recover()]);
    for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
    await expectSold(basketId);
  });
});

describe("the event payments.trade.paid", () => {
  beforeEach(() => start(false));

  test("P29, P32: concludes a checkout whose answer was lost, before the recovery, and once", async () => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    saboteur.payments.payTrade = async (request, options) => {
      await saboteur.realPayments().payTrade(request, options);
      return crash();
    };
    await reasonOf(market.checkOut(basketId, paymentCode, key));
    await market.drain();
    await expectSold(basketId);
    saboteur.payments = {};
    expect(await market.checkOut(basketId, paymentCode, key)).toEqual(await market.till.getReceipt({ basketId }));
    await market.recover();
    await expectSold(basketId);
  });

  test("P14: the first answer is no replay, though the event concluded the checkout before it", async () => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    saboteur.payments.payTrade = async (request, options) => {
      const trade = await saboteur.realPayments().payTrade(request, options);
      await market.drain();
      expect(await stateOf(basketId)).toBe(BASKET_STATE_PAID);
      return trade;
    };
    const replays: string[] = [];
    const call = (name: string) => {
      const deadline = plusMs(market.clock.now(), 60_000);
      const options = { idempotencyKey: key, deadline, markReplayed: () => void replays.push(name) };
      return market.till.checkOutBasket({ basketId, paymentCode }, options);
    };
    const first = await call("first");
    expect(replays).toEqual([]);
    expect(await call("second")).toEqual(first);
    expect(replays).toEqual(["second"]);
  });

  test("leaves alone what is not the supermarket's, and refuses a trade whose checkout was released", async () => {
    const [consumer] = (await supermarket.start(saboteur.host())).consumers ?? [];
    const basketId = await market.basket();
    const hear = (merchantTradeId: string) =>
      saboteur.host().store.transaction((session) => {
        const trade = { merchantTradeId, merchantId: MERCHANT, tradeId: "trd_1" };
        return consumer!.handle({ trade }, { session, now: market.clock.now(), traceparent: "" } as never);
      });
    await hear("order-77");
    await hear("bsk_nobody0000-1");
    await expect(hear(`${basketId}-1`)).rejects.toThrow("its checkout was released");
    await expectUntouched(basketId);
  });
});

/** Waits until a condition holds. */
const eventually = async (condition: () => Promise<void>): Promise<void> => {
  for (let tries = 0; ; tries++) {
    try {
      return await condition();
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
};
