import type { ClientSession } from "mongoose";
import type { Money } from "../../../kernel/money/money.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { CardRow } from "../card/card-model.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { type SaleRow, saleIdOf } from "./sale-model.ts";

/**
 * The sale of a paid trade that nobody noted before: it earns for its payer's own card of the merchant, where the payer had one when it was paid, by the version of
 * the programme that was in force then. Undefined for everybody else's trades.
 */
export const saleWithoutNote = async (
  { cards, programmes }: MembershipParts,
  session: ClientSession,
  trade: Trade & { readonly paidAmount: Money; readonly payTime: Date },
): Promise<SaleRow | undefined> => {
  const { merchantId, merchantTradeId, storeId, payerUserId, payTime, paidAmount } = trade;
  if (payerUserId === "" || paidAmount.currencyCode !== "CNY") return undefined;
  const card = await cards.findOne({ userId: payerUserId, merchantId }).session(session).lean<CardRow>();
  if (!card || card.issueTime > payTime) return undefined;
  const programme = await programmes
    .findOne({ merchantId, setTime: { $lte: payTime } })
    .sort({ version: -1 })
    .session(session)
    .lean();
  if (!programme) return undefined;
  return {
    ...{ _id: saleIdOf(merchantId, merchantTradeId), merchantId, storeId, merchantTradeId, cardId: card._id },
    ...{ state: "OPEN", programmeVersion: programme.version, pointWorthFen: programme.pointWorthFen },
    ...{ amount: paidAmount.minorUnits, pointsToSpend: 0n, beginTime: payTime, refunds: [] },
  };
};
