import type { ClientSession } from "mongoose";
import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { MemberSale, ReleaseMemberSaleRequest } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import { membershipReasons } from "../errors.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { free } from "../points/points.ts";
import { type Cause, openBook } from "../points/points-book.ts";
import { readReference } from "./read-sale.ts";
import { showSale } from "./sale-message.ts";
import { findSale, type SaleRow, saleIdOf, saveSale } from "./sale-model.ts";

/** ReleaseMemberSale: for whoever noted a sale and knows that its trade will not be. A trade that is paid after all takes its points all the same. */
export const releaseMemberSale =
  (parts: MembershipParts): Handler<ReleaseMemberSaleRequest, MemberSale> =>
  async (request, context) => {
    assertService(context.caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const merchantTradeId = readReference(fields, "merchant_trade_id", request.merchantTradeId);
    fields.check();
    return parts.store.transaction(async (session) => {
      const sale = await findSale(parts.sales, saleIdOf(merchantId, merchantTradeId), session);
      if (!sale) throw membershipReasons.error("MEMBER_SALE_NOT_FOUND");
      const released = sale.state === "OPEN" ? await release(parts, session, sale, context) : sale;
      return showSale(parts, released, context.now, session);
    });
  };

/** Frees what an OPEN sale has set aside. */
export const release = async (
  parts: MembershipParts,
  session: ClientSession,
  { heldParts = [], nextAskTime: _, asks: __, ...sale }: SaleRow,
  cause: Cause,
): Promise<SaleRow> => {
  const released: SaleRow = { ...sale, state: "RELEASED" };
  if (heldParts.length > 0) {
    const book = await openBook(parts, session, { cardId: sale.cardId }, cause);
    book.apply(free(book.points, heldParts), sale.merchantTradeId);
    await book.close();
  }
  await saveSale(parts.sales, released, session);
  return released;
};
