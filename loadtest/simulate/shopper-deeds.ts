import type { Caller } from "../../kernel/auth/caller.ts";
import {
  type ListWaitingTradesResponse,
  type StaticQr,
  type Trade,
  TradeState,
} from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { MERCHANT, STORE, type TillLine } from "./till-line.ts";
import { aClaim, reverseTrade } from "./trade-calls.ts";

/** What shoppers do with their own wallets: what needs the payment password, and what they scan. */

const PASSWORD = "314159";
const WRONG = "271828";

/** Mostly the right one: five wrong ones in a row would lock the wallet for hours. */
const password = ({ world }: TillLine): string => (world.dice.chance(0.02) ? WRONG : PASSWORD);

const as = (line: TillLine, caller: Caller, method: string, request: object, key = "") => ({
  ...line.call("payments", method, request, key),
  caller,
});

/** A shopper decides up to which amount a code alone pays: everything, little or nothing. */
export const setLimit = async (line: TillLine): Promise<void> => {
  const { dice } = line.world;
  const shopper = line.shopper();
  await line.insist(as(line, shopper, "setPaymentPassword", { paymentPassword: PASSWORD }));
  const limit = { minorUnits: dice.pick([0n, 800n, 2_000n, 100_000n, 100_000n]), currencyCode: "CNY" };
  await line.insist(as(line, shopper, "setPasswordFreeLimit", { limit, paymentPassword: PASSWORD }));
};

/** A shopper confirms a trade, sometimes twice at once. */
const confirm = async (line: TillLine, { tradeId }: Trade, shopper: Caller): Promise<void> => {
  const { dice, paid } = line.world;
  const said = { tradeId, paymentPassword: password(line), fundingSourceId: "" };
  const call = as(line, shopper, "confirmTrade", said);
  if (dice.chance(0.15)) void line.tell(call);
  const told = await line.insist(call);
  if ("answer" in told) line.remember(paid, told.answer as Trade);
};

/** A shopper looks what waits for the password, and confirms the newest of it. */
export const confirmWaiting = async (line: TillLine): Promise<void> => {
  const shopper = line.shopper();
  const told = await line.tell(as(line, shopper, "listWaitingTrades", {}));
  const waiting = "answer" in told ? (told.answer as ListWaitingTradesResponse).trades : [];
  const trade = waiting.length > 0 ? line.world.dice.pick(waiting) : undefined;
  if (trade) await confirm(line, trade, shopper);
};

/** A trade with a QR code, or one for a certain shopper: opened and confirmed, sometimes by both shoppers, while the till may give it up. */
export const scan = async (line: TillLine): Promise<void> => {
  const { dice } = line.world;
  const [shopper, other] = [line.shopper(), line.shopper()];
  const isForOne = dice.chance(0.3);
  const asked = isForOne ? { payerUserId: shopper.id } : { withQrCode: true };
  const told = await line.insist(
    line.call("payments", "createTrade", { ...aClaim(line), ...asked, lifetimeS: dice.pick([60, 900]) }),
  );
  if (!("answer" in told)) return;
  const trade = told.answer as Trade;
  if (trade.qrCode) await line.tell(as(line, shopper, "openQrCode", { qrCode: trade.qrCode }));
  if (dice.chance(0.2)) void confirm(line, trade, other);
  if (dice.chance(0.15)) void reverseTrade(line, trade);
  if (dice.chance(0.85)) await confirm(line, trade, shopper);
};

/** A shopper pays an amount of their own at the code by the door, sometimes twice at once under one key. */
export const payStatic = async (line: TillLine): Promise<void> => {
  const { dice, paid } = line.world;
  const asked = await line.insist(line.call("payments", "getStaticQr", { merchantId: MERCHANT, storeId: STORE }));
  if (!("answer" in asked)) return;
  const amount = { minorUnits: BigInt(dice.between(1, 1_500)), currencyCode: "CNY" };
  const { qrCode } = asked.answer as StaticQr;
  const said = { qrCode, amount, paymentPassword: password(line), fundingSourceId: "" };
  const pay = as(line, line.shopper(), "payStaticQr", said, line.newName());
  if (dice.chance(0.2)) void line.tell(pay);
  const told = await line.insist(pay);
  if ("answer" in told) line.remember(paid, told.answer as Trade);
};

/** What follows a payment that waits for its payer: the payer confirms, or the till loses its patience, or both at once. */
export const awaitPayer = async (line: TillLine, trade: Trade): Promise<void> => {
  const { dice, time } = line.world;
  if (trade.state !== TradeState.TRADE_STATE_PAYING) return;
  if (dice.chance(0.3)) void reverseTrade(line, trade);
  if (!trade.payerUserId || dice.chance(0.3)) return;
  await time.sleep(dice.exponential(dice.pick([500, 40_000])), "a payer types");
  await confirm(line, trade, { kind: "user", id: trade.payerUserId });
};
