import type { Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { MERCHANT, NOTIFY_URL, STORE, type TillLine } from "./till-line.ts";

/** A trade that a till asks for. */
export const aClaim = (line: TillLine) => ({
  ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId: `t-${line.newName()}`, subject: "simulated" },
  amount: { minorUnits: BigInt(line.world.dice.between(1, 2_500)), currencyCode: "CNY" },
  ...(line.world.dice.chance(0.25) && { notifyUrl: NOTIFY_URL }),
});

/** How a till names a trade. */
export const refOf = ({ tradeId }: Trade) => ({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });

/** What the merchant reads of a trade. */
export const queryTrade = async (line: TillLine, trade: Trade): Promise<Trade | undefined> => {
  const told = await line.tell(line.call("payments", "queryTrade", refOf(trade)));
  return "answer" in told ? (told.answer as Trade) : undefined;
};

/** Undoes a trade, whatever has become of it by then; or asks whether it was paid, and keeps it where it was. */
export const reverseTrade = async (
  line: TillLine,
  trade: Trade,
  keepPaid = line.world.dice.chance(0.4),
): Promise<void> => {
  const reverse = line.call("payments", "reverseTrade", { ...refOf(trade), keepPaid });
  if (line.world.dice.chance(0.2)) void line.tell(reverse);
  await line.insist(reverse);
};
