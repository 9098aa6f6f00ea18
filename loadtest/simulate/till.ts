import type { Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { confirmWaiting, payStatic, scan, setLimit } from "./shopper-deeds.ts";
import { STORE, type TillLine } from "./till-line.ts";
import { queryTrade } from "./trade-calls.ts";
import { create, pay, refund, resolve, reverse, rush } from "./trade-deeds.ts";

/** Of these there is plenty. */
const BARCODES = ["6902856001016", "6921459003050", "6907992010076", "6932723004116"] as const;
const SCARCE = "6971016022277";

/** A basket from the first scan to the receipt. */
const checkOut = async (line: TillLine): Promise<void> => {
  const { dice } = line.world;
  const basketId = `bsk_${line.newName()}`;
  const lines = () =>
    Array.from({ length: dice.between(1, 3) }, () => ({
      ...{ barcode: dice.chance(0.04) ? SCARCE : dice.pick(BARCODES), quantity: dice.between(1, 2) },
    }));
  const basket = { basketId, storeId: STORE, tillId: line.name };
  const put = await line.insist(line.call("supermarket", "putBasket", { ...basket, lines: lines() }));
  if (!("answer" in put)) return;
  if (dice.chance(0.2)) await line.tell(line.call("supermarket", "putBasket", { ...basket, lines: lines() }));
  if (dice.chance(0.03)) await line.tell(line.call("supermarket", "voidBasket", { basketId }));
  const rounds = dice.chance(0.2) ? 2 : 1;
  for (let round = 0; round < rounds; round++) {
    const paymentCode = dice.chance(0.15) ? line.foreignCode() : await line.code();
    if (!paymentCode) return;
    const checkOut = line.call("supermarket", "checkOutBasket", { basketId, paymentCode }, line.newName());
    const isLate = dice.chance(line.world.weather().late);
    if (isLate) await line.world.time.sleep(dice.between(54_000, 64_000), "a shopper takes a minute");
    if (dice.chance(isLate ? 0.4 : 0.1)) void line.insist(checkOut);
    if (dice.chance(0.05)) void line.tell(line.call("supermarket", "voidBasket", { basketId }));
    const told = await line.insist(checkOut);
    if ("answer" in told) return line.remember(line.world.paid, await queryTrade(line, told.answer as Trade));
  }
};

/** Wallets, bills and trades are looked at. */
const look = async (line: TillLine): Promise<void> => {
  const { dice, paid } = line.world;
  const who = line.shopper();
  if (dice.chance(0.3)) await line.tell({ ...line.call("payments", "getWallet", {}), caller: who });
  if (dice.chance(0.3))
    await line.tell({
      ...line.call("payments", "listWalletTrades", { pageSize: 5, pageToken: "" }),
      caller: who,
    });
  const trade = paid.length > 0 && dice.pick(paid);
  if (trade) await queryTrade(line, trade);
};

/** Comes back to an earlier call, as it was: a till that was restarted, a shopper who presses again. */
const repeat = async (line: TillLine): Promise<void> => {
  const { dice, past } = line.world;
  if (past.length > 0) await line.tell(dice.pick(past));
};

/** Another request under an earlier key. */
const meddle = async (line: TillLine): Promise<void> => {
  const { dice, past } = line.world;
  const call = past.length > 0 ? dice.pick(past) : undefined;
  const request = call?.request as { amount?: { minorUnits: bigint; currencyCode: string }; paymentCode?: string };
  if (!call) return;
  if (request.amount)
    await line.tell({
      ...call,
      request: { ...request, amount: { ...request.amount, minorUnits: request.amount.minorUnits + 1n } },
    });
  else if (request.paymentCode) await line.tell({ ...call, request: { ...request, paymentCode: await line.code() } });
};

/** What a till does, and how often. */
const DEEDS = {
  checkOut: { weight: 30, work: checkOut },
  repeat: { weight: 10, work: repeat },
  meddle: { weight: 5, work: meddle },
  pay: { weight: 12, work: (line: TillLine) => pay(line, "payTrade") },
  authorize: { weight: 7, work: (line: TillLine) => pay(line, "authorizeTrade") },
  rush: { weight: 3, work: rush },
  resolve: { weight: 8, work: resolve },
  refund: { weight: 16, work: refund },
  reverse: { weight: 4, work: reverse },
  create: { weight: 4, work: create },
  scan: { weight: 7, work: scan },
  payStatic: { weight: 5, work: payStatic },
  confirmWaiting: { weight: 8, work: confirmWaiting },
  setLimit: { weight: 1, work: setLimit },
  look: { weight: 8, work: look },
} as const;

const WEIGHTS = Object.fromEntries(Object.entries(DEEDS).map(([name, { weight }]) => [name, weight])) as Record<
  keyof typeof DEEDS,
  number
>;

/** A till works until the market closes: one thing after another, impatiently, and again when the line drops. */
export const runTill = async (line: TillLine): Promise<void> => {
  const { time, dice, weather } = line.world;
  while (line.world.isOpen) {
    await DEEDS[dice.weighted(WEIGHTS)].work(line);
    await time.sleep(dice.exponential(weather().thinkMs), `${line.name} turns to the next`);
  }
};
