import type { ClientSession } from "mongoose";
import { money } from "../../../kernel/money/money.ts";
import { type MemberSale, MemberSaleState } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import { loadCard } from "../card/card-model.ts";
import { showMember } from "../card/show-card.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { pointsFor } from "../programme/programme.ts";
import { loadVersion } from "../programme/programme-model.ts";
import type { Sale, SaleState } from "./sale.ts";
import type { SaleRow } from "./sale-model.ts";

const STATE_NUMBERS: Readonly<Record<SaleState, MemberSaleState>> = {
  OPEN: MemberSaleState.MEMBER_SALE_STATE_OPEN,
  PAID: MemberSaleState.MEMBER_SALE_STATE_PAID,
  RELEASED: MemberSaleState.MEMBER_SALE_STATE_RELEASED,
  REVERSED: MemberSaleState.MEMBER_SALE_STATE_REVERSED,
};

/** Fen. */
export const pointsWorthOf = ({
  pointsToSpend,
  pointWorthFen,
}: Pick<Sale, "pointsToSpend" | "pointWorthFen">): bigint => pointsToSpend * BigInt(pointWorthFen);

/** A sale as those who made it need to know it; what a payment would earn is told by the programme by which it was promised. */
export const showSale = async (
  parts: MembershipParts,
  sale: SaleRow,
  now: Date,
  session?: ClientSession,
): Promise<MemberSale> => {
  const card = await loadCard(parts, sale.cardId, { merchantId: sale.merchantId }, session);
  const worth = pointsWorthOf(sale);
  const payable = sale.amount - worth;
  const programme = await loadVersion(parts, sale.merchantId, sale.programmeVersion, session);
  return {
    ...{ merchantId: sale.merchantId, merchantTradeId: sale.merchantTradeId, state: STATE_NUMBERS[sale.state] },
    member: await showMember(parts, card, { now, amount: payable }, session),
    pointsToSpend: sale.pointsToSpend,
    pointsWorth: money(worth, "CNY"),
    payable: money(payable, "CNY"),
    pointsToEarn: sale.earned ?? pointsFor(programme, payable),
    beginTime: sale.beginTime,
  };
};
