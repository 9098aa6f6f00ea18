import type { Trade, Wallet } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { MERCHANT, STORE, type TillLine } from "./till-line.ts";

/** What a till does with trades of its own. */

const aClaim = (line: TillLine) => ({
  ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId: `t-${line.newName()}`, subject: "simulated" },
  amount: { minorUnits: BigInt(line.world.dice.between(1, 3_000)), currencyCode: "CNY" },
});

/** What the merchant reads of a trade. */
export const queryTrade = async (line: TillLine, { tradeId }: Trade): Promise<Trade | undefined> => {
  const told = await line.tell(
    line.call("payments", "queryTrade", { merchantId: MERCHANT, tradeId, merchantTradeId: "" }),
  );
  return "answer" in told ? (told.answer as Trade) : undefined;
};

/** Takes a payment, or an authorisation, sometimes twice at once, under one key and under two. */
export const pay = async (line: TillLine, method: "payTrade" | "authorizeTrade"): Promise<void> => {
  const { dice, paid, held } = line.world;
  const claim = aClaim(line);
  if (dice.chance(0.2)) await line.tell(line.call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
  const paymentCode = await line.code();
  if (!paymentCode) return;
  const pay = line.call("payments", method, { ...claim, paymentCode }, line.newName());
  if (dice.chance(0.15)) void line.tell(pay);
  if (dice.chance(0.1)) void line.tell(line.call("payments", method, { ...claim, paymentCode }, line.newName()));
  const told = await line.insist(pay);
  if ("answer" in told) line.remember(method === "payTrade" ? paid : held, told.answer as Trade);
};

/** One shopper at two tills at once, with more than half of the money at each. */
export const rush = async (line: TillLine): Promise<void> => {
  const { dice, paid, held } = line.world;
  const shopper = line.shopper();
  const wallet = await line.tell({ ...line.call("payments", "getWallet", {}), caller: shopper });
  const available = "answer" in wallet ? (wallet.answer as Wallet).available!.minorUnits : 0n;
  if (available === 0n) return;
  const amount = { minorUnits: available / 2n + 1n, currencyCode: "CNY" };
  const payAt = async (method: "payTrade" | "authorizeTrade"): Promise<void> => {
    const paymentCode = await line.code(shopper);
    if (!paymentCode) return;
    const pay = line.call("payments", method, { ...aClaim(line), amount, paymentCode }, line.newName());
    const told = await line.tell(pay);
    if ("answer" in told) line.remember(method === "payTrade" ? paid : held, told.answer as Trade);
  };
  await Promise.all([payAt("payTrade"), payAt(dice.chance(0.5) ? "payTrade" : "authorizeTrade")]);
};

/** Captures a held trade, a part of it, or gives it up: sometimes both at once. */
export const resolve = async (line: TillLine): Promise<void> => {
  const { dice, held, paid } = line.world;
  const trade = held.length > 0 ? dice.pick(held) : undefined;
  if (!trade) return;
  const { tradeId, amount } = trade;
  const part = { minorUnits: BigInt(dice.between(1, Number(amount!.minorUnits))), currencyCode: "CNY" };
  const capture = line.call("payments", "captureTrade", {
    ...{ merchantId: MERCHANT, tradeId, amount: dice.chance(0.5) ? part : undefined },
  });
  const close = line.call("payments", "closeTrade", { merchantId: MERCHANT, tradeId, merchantTradeId: "" });
  if (dice.chance(0.2)) void line.tell(dice.chance(0.5) ? close : capture);
  const told = await line.insist(dice.chance(0.75) ? capture : close);
  if ("answer" in told) line.remember(paid, told.answer as Trade);
};

/** A part, or all, or more than all; twice under one id; two at once. */
export const refund = async (line: TillLine): Promise<void> => {
  const { dice, paid } = line.world;
  const trade = paid.length > 0 ? dice.pick(paid) : undefined;
  if (!trade?.paidAmount) return;
  const whole = Number(trade.paidAmount.minorUnits);
  const refund = () => {
    const minorUnits = BigInt(dice.chance(0.5) ? whole : dice.between(1, whole + 1));
    const merchantRefundId = dice.chance(0.1) ? `r-${trade.tradeId}` : `r-${line.newName()}`;
    const amount = { minorUnits, currencyCode: "CNY" };
    const of = { merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "" };
    return line.call("payments", "refundTrade", { ...of, merchantRefundId, amount, refundReason: "" });
  };
  if (dice.chance(0.4)) void line.insist(refund());
  await line.insist(refund());
};

/** A trade that nobody pays. */
export const create = async (line: TillLine): Promise<void> => {
  const { dice } = line.world;
  const claim = aClaim(line);
  await line.tell(line.call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
  if (dice.chance(0.3)) return;
  const { merchantId, merchantTradeId } = claim;
  await line.insist(line.call("payments", "closeTrade", { merchantId, merchantTradeId, tradeId: "" }));
};
