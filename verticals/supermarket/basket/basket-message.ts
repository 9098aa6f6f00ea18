import { money } from "../../../kernel/money/money.ts";
import {
  type BasketLine as BasketLineMessage,
  type Basket as BasketMessage,
  BasketState as WireState,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { type Basket, type BasketLine, type BasketState, lineTotalOf, totalOf } from "./basket.ts";

const WIRE_STATES: Readonly<Record<BasketState, BasketMessage["state"]>> = {
  OPEN: WireState.BASKET_STATE_OPEN,
  CHECKING_OUT: WireState.BASKET_STATE_CHECKING_OUT,
  PAID: WireState.BASKET_STATE_PAID,
  VOIDED: WireState.BASKET_STATE_VOIDED,
};

/** A line as the contract shows it. */
export const toLineMessage = (line: BasketLine, currencyCode: string): BasketLineMessage => ({
  itemId: line.itemId,
  barcode: line.barcode,
  name: line.name,
  nameEn: line.nameEn,
  quantity: line.quantity,
  unitPrice: money(line.unitPrice, currencyCode),
  lineTotal: money(lineTotalOf(line), currencyCode),
  memberDiscount: line.memberDiscount === undefined ? undefined : money(line.memberDiscount, currencyCode),
  couponDiscount: line.couponDiscount === undefined ? undefined : money(line.couponDiscount, currencyCode),
  catalogPrice: line.catalogPrice === undefined ? undefined : money(line.catalogPrice, currencyCode),
});

/** The sum of what the member's level takes off the lines. */
export const memberDiscountOf = (lines: readonly BasketLine[]): bigint =>
  lines.reduce((sum, { memberDiscount = 0n }) => sum + memberDiscount, 0n);

const toMemberMessage = ({ member, lines, currencyCode }: Basket): BasketMessage["member"] =>
  member && {
    ...{ cardId: member.cardId, maskedCardNumber: member.maskedCardNumber },
    ...{ levelName: member.levelName, levelNameEn: member.levelNameEn },
    discountBasisPoints: member.discountBasisPoints,
    discount: lines.length > 0 ? money(memberDiscountOf(lines), currencyCode) : undefined,
  };

/** A basket as the contract shows it. */
export const toBasketMessage = (basket: Basket): BasketMessage => ({
  basketId: basket._id,
  storeId: basket.storeId,
  tillId: basket.tillId,
  state: WIRE_STATES[basket.state],
  lines: basket.lines.map((line) => toLineMessage(line, basket.currencyCode)),
  total: totalOf(basket),
  revision: basket.revision,
  member: toMemberMessage(basket),
});
