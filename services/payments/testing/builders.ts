import { randomBytes } from "node:crypto";
import { money } from "../../../kernel/money/money.ts";
import {
  CreateTradeRequest,
  PayTradeRequest,
  type RefundTradeRequest,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Claim, Trade } from "../trade/trade.ts";

/** The demo's merchant, store and shoppers. */
export const MERCHANT = "mer_demomarket";
export const STORE = "str_demomarket1";
export const SHOPPER_1 = "usr_demoshopper1";
export const SHOPPER_2 = "usr_demoshopper2";

/** An id that a till makes. */
export const anId = (prefix: string): string => `${prefix}-${randomBytes(6).toString("hex")}`;

export const cny = (fen: bigint) => money(fen, "CNY");

export const aCreation = (overrides: Partial<CreateTradeRequest> = {}): CreateTradeRequest => ({
  ...CreateTradeRequest.create(),
  merchantId: MERCHANT,
  storeId: STORE,
  merchantTradeId: anId("order"),
  amount: cny(10_000n),
  subject: "牛奶 2 盒",
  lifetimeS: 0,
  ...overrides,
});

/** A payment of 100.00 CNY, to be given a code. */
export const aPayment = (overrides: Partial<PayTradeRequest> & { paymentCode: string }): PayTradeRequest => {
  const { merchantId, storeId, merchantTradeId, amount, subject } = aCreation();
  return { ...PayTradeRequest.create(), merchantId, storeId, merchantTradeId, amount, subject, ...overrides };
};

export const aRefund = (tradeId: string, overrides: Partial<RefundTradeRequest> = {}): RefundTradeRequest => ({
  merchantId: MERCHANT,
  tradeId,
  merchantTradeId: "",
  merchantRefundId: anId("refund"),
  amount: cny(6_000n),
  refundReason: "少一盒",
  ...overrides,
});

export const aClaim = (overrides: Partial<Claim> = {}): Claim => ({
  merchantId: MERCHANT,
  storeId: STORE,
  merchantTradeId: "order-1",
  amount: 10_000n,
  currencyCode: "CNY",
  subject: "牛奶 2 盒",
  ...overrides,
});

/** A trade as CreateTrade makes it at `aTrade.createTime`. */
export const aTrade = (overrides: Partial<Trade> = {}): Trade => ({
  ...aClaim(),
  tradeId: "trd_00000001",
  state: "CREATED",
  createTime: new Date("2026-03-01T04:00:00.000Z"),
  lifetimeS: 900,
  expireTime: new Date("2026-03-01T04:15:00.000Z"),
  refundedAmount: 0n,
  ...overrides,
});

/** The same trade, paid in full by the first shopper ten seconds later. */
export const aPaidTrade = (overrides: Partial<Trade> = {}): Trade => {
  const payTime = new Date("2026-03-01T04:00:10.000Z");
  const payer = { payerUserId: SHOPPER_1, payerDisplayName: "李小明" };
  const means = { way: "BARCODE", attemptId: "12345678-1772337610", tender: "WALLET_BALANCE" } as const;
  return aTrade({
    state: "SUCCESS",
    ...payer,
    ...means,
    paidAmount: 10_000n,
    payTime,
    billTime: payTime,
    ...overrides,
  });
};

let wechatCodes = 0;

/** A code of the WeChat-like wallet that no other test shows. */
export const aWechatCode = (): string => `13${String(wechatCodes++).padStart(16, "0")}`;
