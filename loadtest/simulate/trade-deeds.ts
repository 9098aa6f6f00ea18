import { type Trade, TradeState, TradeWait, type Wallet } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { awaitPayer } from "./shopper-deeds.ts";
import type { TillLine } from "./till-line.ts";
import { aClaim, queryTrade, refOf, reverseTrade } from "./trade-calls.ts";

/** What a till does with trades of its own. */

/** Takes a payment, or an authorisation, sometimes twice at once, under one key and under two; and sometimes it is given up before it arrives. */
export const pay = async (line: TillLine, method: "payTrade" | "authorizeTrade"): Promise<void> => {
  const { dice } = line.world;
  const claim = aClaim(line);
  if (dice.chance(0.2)) await line.tell(line.call("payments", "createTrade", { ...claim, lifetimeS: 60 }));
  const isForeign = method === "payTrade" && dice.chance(0.45);
  const paymentCode = isForeign ? line.foreignCode() : await line.code();
  if (!paymentCode) return;
  const pay = line.call("payments", method, { ...claim, paymentCode }, line.newName());
  const { merchantId, merchantTradeId } = claim;
  const undo = line.call("payments", "reverseTrade", { merchantId, tradeId: "", merchantTradeId, keepPaid: false });
  if (dice.chance(0.15)) void line.tell(pay);
  if (dice.chance(0.1)) void line.tell(line.call("payments", method, { ...claim, paymentCode }, line.newName()));
  if (dice.chance(0.07)) void line.tell(undo);
  const told = await line.insist(pay);
  if ("answer" in told) await take(line, told.answer as Trade);
  else if (dice.chance(0.3)) await line.insist(undo);
};

/** What a till does with the trade that it was answered. */
const take = async (line: TillLine, trade: Trade): Promise<void> => {
  const { paid, held } = line.world;
  if (trade.state === TradeState.TRADE_STATE_SUCCESS) line.remember(paid, trade);
  if (trade.state === TradeState.TRADE_STATE_AUTHORIZED) line.remember(held, trade);
  if (trade.wait === TradeWait.TRADE_WAIT_CHANNEL) await poll(line, trade);
  else await awaitPayer(line, trade);
};

/** The payer is at another wallet's: the till asks how it goes, and loses its patience now and then. */
const poll = async (line: TillLine, trade: Trade): Promise<void> => {
  const { dice, time, paid } = line.world;
  for (let again = dice.between(0, 4); again > 0; again--) {
    await time.sleep(dice.exponential(dice.pick([1_000, 4_000, 20_000])), "a till asks again");
    const now = await queryTrade(line, trade);
    if (now?.state === TradeState.TRADE_STATE_SUCCESS) return line.remember(paid, now);
    if (now && now.state !== TradeState.TRADE_STATE_PAYING) return;
  }
  if (dice.chance(0.5)) await reverseTrade(line, trade);
};

/** One shopper at two tills at once, with more than half of the money at each. */
export const rush = async (line: TillLine): Promise<void> => {
  const { dice } = line.world;
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
    if (!("answer" in told)) return;
    await take(line, told.answer as Trade);
    // Or there would soon be no money left to rush with.
    if (dice.chance(0.8)) await reverseTrade(line, told.answer as Trade, false);
  };
  await Promise.all([payAt("payTrade"), payAt(dice.chance(0.5) ? "payTrade" : "authorizeTrade")]);
};

/** Captures a held trade, a part of it, or gives it up: sometimes both at once. */
export const resolve = async (line: TillLine): Promise<void> => {
  const { dice, held, paid } = line.world;
  const trade = held.length > 0 ? dice.pick(held) : undefined;
  if (!trade) return;
  const part = { minorUnits: BigInt(dice.between(1, Number(trade.amount!.minorUnits))), currencyCode: "CNY" };
  const { merchantId, tradeId } = refOf(trade);
  const capture = line.call("payments", "captureTrade", {
    ...{ merchantId, tradeId, amount: dice.chance(0.5) ? part : undefined },
  });
  const close = line.call("payments", "closeTrade", refOf(trade));
  if (dice.chance(0.2)) void line.tell(dice.chance(0.5) ? close : capture);
  if (dice.chance(0.1)) return reverseTrade(line, trade);
  const told = await line.insist(dice.chance(0.75) ? capture : close);
  if ("answer" in told) line.remember(paid, told.answer as Trade);
};

/** A paid trade is undone as a whole: refunds of it may be under way. */
export const reverse = async (line: TillLine): Promise<void> => {
  const { dice, paid } = line.world;
  const trade = paid.length > 0 ? dice.pick(paid) : undefined;
  if (trade) await reverseTrade(line, trade);
};

/** A part, or all, or more than all; twice under one id; two at once; and asked about afterwards. */
export const refund = async (line: TillLine): Promise<void> => {
  const { dice, paid } = line.world;
  const trade = paid.length > 0 ? dice.pick(paid) : undefined;
  if (!trade?.paidAmount) return;
  const whole = Number(trade.paidAmount.minorUnits);
  const refund = () => {
    const minorUnits = BigInt(dice.chance(0.5) ? whole : dice.between(1, whole + 1));
    const merchantRefundId = dice.chance(0.1) ? `r-${trade.tradeId}` : `r-${line.newName()}`;
    const amount = { minorUnits, currencyCode: "CNY" };
    return line.call("payments", "refundTrade", { ...refOf(trade), merchantRefundId, amount, refundReason: "" });
  };
  const asked = refund();
  if (dice.chance(0.4)) void line.insist(refund());
  await line.insist(asked);
  if (dice.chance(0.2)) await askRefund(line, trade, asked.request as { merchantRefundId: string });
};

const askRefund = async (
  line: TillLine,
  trade: Trade,
  { merchantRefundId }: { merchantRefundId: string },
): Promise<void> => {
  await line.tell(line.call("payments", "queryRefund", { ...refOf(trade), merchantRefundId }));
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
