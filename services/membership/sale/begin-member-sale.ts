import type { ClientSession } from "mongoose";
import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { BeginMemberSaleRequest, MemberSale } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import { type CardRow, loadCard } from "../card/card-model.ts";
import { spendCode } from "../code/spend-code.ts";
import { RECOVERY } from "../config.ts";
import { membershipReasons } from "../errors.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { free, hold } from "../points/points.ts";
import { openBook, type PointsBook } from "../points/points-book.ts";
import { loadProgramme, type ProgrammeRow } from "../programme/programme-model.ts";
import { readCny, readReference } from "./read-sale.ts";
import { isPaid } from "./sale.ts";
import { pointsWorthOf, showSale } from "./sale-message.ts";
import { findSale, type SaleRow, saleIdOf, saveSale } from "./sale-model.ts";

/**
 * BeginMemberSale: who buys, and the points that it spends, in one commit with the use of the code. Before the payment the last word counts, so a till may ask
 * as often as its basket changes; after it, whose purchase it was stands.
 */
export const beginMemberSale =
  (parts: MembershipParts): Handler<BeginMemberSaleRequest, MemberSale> =>
  async (request, context) => {
    assertService(context.caller);
    const asked = parse(request);
    return runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const card = await memberOf(parts, session, asked, context.now);
        const sale = await findSale(parts.sales, saleIdOf(asked.merchantId, asked.merchantTradeId), session);
        if (sale && isPaid(sale) && sale.cardId !== card._id) throw membershipReasons.error("MEMBER_SALE_OVER");
        const noted = sale && isPaid(sale) ? sale : await note(parts, session, { asked, card, sale }, context);
        return showSale(parts, noted, context.now, session);
      }),
    );
  };

const parse = (request: BeginMemberSaleRequest) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const storeId = fields.id("store_id", request.storeId, "str");
  const merchantTradeId = readReference(fields, "merchant_trade_id", request.merchantTradeId);
  const { member } = request;
  if (!member) fields.refuse({ field: "member", en: "member_code or card_id", zh: "须填 member_code 或 card_id" });
  if (member?.$case === "cardId") fields.id("card_id", member.value, "mcd");
  if (member?.$case === "memberCode") fields.text("member_code", member.value, 1, 64);
  const amount = readCny(fields, request.amount);
  const { pointsToSpend } = request;
  if (pointsToSpend < 0n || pointsToSpend > 1_000_000_000_000n)
    fields.refuse({ field: "points_to_spend", en: "0 or more", zh: "须不小于 0" });
  fields.check();
  return { merchantId, storeId, merchantTradeId, member: member as NonNullable<typeof member>, amount, pointsToSpend };
};

type Asked = ReturnType<typeof parse>;

const memberOf = (
  parts: MembershipParts,
  session: ClientSession,
  { merchantId, merchantTradeId, member }: Asked,
  now: Date,
): Promise<CardRow> =>
  member.$case === "cardId"
    ? loadCard(parts, member.value, { merchantId }, session)
    : spendCode(parts, session, { merchantId, reference: merchantTradeId, memberCode: member.value }, now);

interface Noting {
  readonly asked: Asked;
  readonly card: CardRow;
  /** As it was noted before, not paid. */
  readonly sale: SaleRow | null;
}

/** Frees what was set aside before, sets aside what is asked for now, and writes the sale. */
const note = async (
  parts: MembershipParts,
  session: ClientSession,
  { asked, card, sale }: Noting,
  context: CallContext,
): Promise<SaleRow> => {
  const { merchantId, storeId, merchantTradeId, amount, pointsToSpend } = asked;
  const { now } = context;
  const programme = await loadProgramme(parts, merchantId, session);
  const book = await openBook(parts, session, { cardId: card._id }, context);
  await freeBefore(parts, session, { book, card, sale }, context);
  assertSpendable(book, programme, asked);
  const held = pointsToSpend > 0n && book.apply(hold(book.points, pointsToSpend), merchantTradeId).parts;
  await book.close();
  const row: SaleRow = {
    ...{ _id: saleIdOf(merchantId, merchantTradeId), merchantId, storeId, merchantTradeId, cardId: card._id },
    ...{ state: "OPEN", programmeVersion: programme.version, pointWorthFen: programme.pointWorthFen },
    ...{ amount, pointsToSpend, beginTime: sale?.beginTime ?? now, refunds: sale?.refunds ?? [] },
    ...(held && { heldParts: held }),
    ...{ nextAskTime: plusMs(now, RECOVERY.firstMs), asks: 0 },
  };
  await saveSale(parts.sales, row, session);
  return row;
};

/** The card before may be another one, whose book is opened for it. */
const freeBefore = async (
  parts: MembershipParts,
  session: ClientSession,
  { book, card, sale }: { readonly book: PointsBook; readonly card: CardRow; readonly sale: SaleRow | null },
  context: CallContext,
): Promise<void> => {
  if (!sale?.heldParts?.length) return;
  const isSame = sale.cardId === card._id;
  const owner = isSame ? book : await openBook(parts, session, { cardId: sale.cardId }, context);
  owner.apply(free(owner.points, sale.heldParts), sale.merchantTradeId);
  if (!isSame) await owner.close();
};

/** @throws POINTS_NOT_SPENDABLE, POINTS_INSUFFICIENT, POINTS_EXCEED_AMOUNT. */
const assertSpendable = ({ points }: PointsBook, { pointWorthFen }: ProgrammeRow, { amount, pointsToSpend }: Asked) => {
  if (pointsToSpend === 0n) return;
  if (pointWorthFen === 0) throw membershipReasons.error("POINTS_NOT_SPENDABLE");
  if (pointsToSpend > points.accounts.available) throw membershipReasons.error("POINTS_INSUFFICIENT");
  // A trade is of one fen at least (P17).
  if (pointsWorthOf({ pointsToSpend, pointWorthFen }) >= amount) throw membershipReasons.error("POINTS_EXCEED_AMOUNT");
};
