import { money } from "../../../kernel/money/money.ts";
import {
  type BasketLine as BasketLineMessage,
  type Basket as BasketMessage,
  BasketState as WireState,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { type Basket, type BasketLine, type BasketState, totalOf } from "./basket.ts";

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
  lineTotal: money(line.unitPrice * BigInt(line.quantity), currencyCode),
});

/** A basket as the contract shows it. */
export const toBasketMessage = (basket: Basket): BasketMessage => ({
  basketId: basket._id,
  storeId: basket.storeId,
  tillId: basket.tillId,
  state: WIRE_STATES[basket.state],
  lines: basket.lines.map((line) => toLineMessage(line, basket.currencyCode)),
  total: totalOf(basket),
  revision: basket.revision,
});
