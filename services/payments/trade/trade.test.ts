/** Goal: a trade moves only along its table, and each guard refuses in its turn. Method: pure decisions on built trades. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { aClaim, aPaidTrade, aTrade } from "../testing/builders.ts";
import { WalletState, type WalletUser } from "../wallet/wallet.ts";
import { decide, type TradeCommand } from "./decide-trade.ts";
import { OPEN_STATES, TRANSITIONS, type Trade } from "./trade.ts";

const NOW = new Date("2026-03-01T04:00:10.000Z");
const LATE = new Date("2026-03-01T04:15:00.000Z");

const payer: WalletUser = {
  userId: "usr_demoshopper1",
  displayName: "李小明",
  state: WalletState.ACTIVE,
  currencyCode: "CNY",
  deviceCount: 1,
};
const ids = { tradeId: "trd_00000001", holdId: "hld_00000001" };
const means = { way: "BARCODE", attemptId: "12345678-1772337610", tender: "WALLET_BALANCE", payer } as const;
const aPay = (overrides: object = {}) =>
  ({ type: "pay", claim: aClaim(), lifetimeS: 900, means, ...ids, ...overrides }) as TradeCommand;
const anAuthorization = (overrides: object = {}) => aPay({ type: "authorize", ...overrides });

const authorized = aTrade({
  state: "AUTHORIZED",
  holdId: ids.holdId,
  ...{ way: means.way, attemptId: means.attemptId, tender: means.tender },
  payerUserId: payer.userId,
  payerDisplayName: payer.displayName,
  billTime: NOW,
  expireTime: new Date("2026-03-02T04:00:10.000Z"),
});
const captured: Trade = { ...authorized, state: "SUCCESS", paidAmount: 7_000n, payTime: NOW };
const closed = aTrade({ state: "CLOSED", closeTime: NOW });

describe("what is written", () => {
  test.each<[string, Trade | undefined, TradeCommand, Trade]>([
    [
      "create",
      undefined,
      { type: "create", claim: aClaim(), lifetimeS: 900, tradeId: ids.tradeId },
      { ...aTrade(), createTime: NOW, expireTime: new Date("2026-03-01T04:15:10.000Z") },
    ],
    ["pay what was created", aTrade(), aPay(), aPaidTrade()],
    [
      "pay at once",
      undefined,
      aPay(),
      { ...aPaidTrade(), createTime: NOW, expireTime: new Date("2026-03-01T04:15:10.000Z") },
    ],
    ["authorise", aTrade(), anAuthorization(), authorized],
    ["capture a part", authorized, { type: "capture", amount: 7_000n }, captured],
    ["capture all", authorized, { type: "capture" }, { ...captured, paidAmount: 10_000n }],
    ["close", aTrade(), { type: "close" }, closed],
    ["close what is held", authorized, { type: "close" }, { ...authorized, state: "CLOSED", closeTime: NOW }],
  ])("%s", (_, trade, command, expected) => {
    expect(decide(trade, command, NOW)).toEqual({ write: expected });
  });
});

describe("P14: a repetition keeps the trade", () => {
  test.each<[string, Trade, TradeCommand]>([
    ["create", aPaidTrade(), { type: "create", claim: aClaim(), lifetimeS: 900, tradeId: "trd_other" }],
    ["capture of the same amount", captured, { type: "capture", amount: 7_000n }],
    ["close", closed, { type: "close" }],
  ])("%s", (_, trade, command) => {
    expect(decide(trade, command, LATE)).toEqual({ keep: trade });
  });
});

describe("what is refused, in the order of the guards", () => {
  const frozen = { means: { ...means, payer: { ...payer, state: WalletState.FROZEN } } };
  const other = { claim: aClaim({ amount: 1n }) };
  test.each<[string, Trade | undefined, TradeCommand, Date]>([
    ["MERCHANT_TRADE_ID_REUSED", aPaidTrade(), aPay({ ...other, ...frozen }), LATE],
    ["TRADE_NOT_PAYABLE", closed, aPay(frozen), LATE],
    ["TRADE_NOT_PAYABLE", authorized, anAuthorization(frozen), NOW],
    ["TRADE_EXPIRED", aTrade(), aPay(frozen), LATE],
    ["WALLET_FROZEN", aTrade(), aPay(frozen), NOW],
    [
      "MERCHANT_TRADE_ID_REUSED",
      aTrade(),
      { type: "create", claim: aClaim(), lifetimeS: 60, tradeId: "trd_1234" },
      NOW,
    ],
    ["TRADE_NOT_FOUND", undefined, { type: "capture" }, NOW],
    ["TRADE_NOT_CAPTURABLE", aTrade(), { type: "capture" }, NOW],
    ["TRADE_NOT_CAPTURABLE", aPaidTrade(), { type: "capture" }, NOW],
    ["TRADE_NOT_CAPTURABLE", captured, { type: "capture", amount: 6_999n }, NOW],
    ["TRADE_NOT_CAPTURABLE", authorized, { type: "capture", amount: 10_001n }, authorized.expireTime],
    ["CAPTURE_EXCEEDS_HOLD", authorized, { type: "capture", amount: 10_001n }, NOW],
    ["TRADE_NOT_FOUND", undefined, { type: "close" }, NOW],
    ["TRADE_NOT_CLOSABLE", aPaidTrade(), { type: "close" }, NOW],
  ])("%s", (reason, trade, command, now) => {
    expect(decide(trade, command, now)).toEqual({ refuse: reason });
  });

  test.each(["storeId", "amount", "currencyCode", "subject"] as const)("P14: another %s under the same id", (field) => {
    const claim = aClaim({ [field]: field === "amount" ? 9n : "other" });
    expect(decide(aTrade(), aPay({ claim }), NOW)).toEqual({ refuse: "MERCHANT_TRADE_ID_REUSED" });
  });
});

describe("the table of transitions", () => {
  test("P7: SUCCESS, CLOSED and REVERSED are final, and only they", () => {
    expect(OPEN_STATES).toEqual(["CREATED", "PAYING", "AUTHORIZED", "REVERSING"]);
  });

  test("holds whatever is asked, in whatever order: a final trade stays, a paid one is paid in full or for less, an unpaid one has no payer's money", () => {
    const anyCommand = fc.oneof(
      fc.constant(aPay()),
      fc.constant(anAuthorization()),
      fc.record({ type: fc.constant("capture" as const), amount: fc.bigInt({ min: 1n, max: 12_000n }) }),
      fc.constant<TradeCommand>({ type: "close" }),
      fc.constant<TradeCommand>({ type: "create", claim: aClaim(), lifetimeS: 900, tradeId: ids.tradeId }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyCommand, fc.nat(120_000))), (steps) => {
        let trade: Trade | undefined;
        let now = NOW.getTime();
        for (const [command, spanMs] of steps) {
          now += spanMs;
          const decision = decide(trade, command, new Date(now));
          if (!("write" in decision)) continue;
          if (trade) expect(TRANSITIONS[trade.state]).toContain(decision.write.state);
          trade = decision.write;
          expect(trade.paidAmount === undefined).toBe(trade.state !== "SUCCESS");
          expect(trade.paidAmount ?? 0n).toBeLessThanOrEqual(trade.amount);
        }
      }),
    );
  });
});
