import type { Item, ScannedLine } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Amount, Json } from "../api/json.ts";
import { amountOf } from "../money/amount.ts";

/** PutBasket's bounds. */
export const MAX_QUANTITY = 999;
export const MAX_LINES = 200;

/** An item in the basket as the till shows it. */
export interface TillLine {
  /** EAN-13, once in a basket. */
  barcode: string;
  name: string;
  nameEn: string;
  unitPrice: Amount;
  /** 1 to 999. */
  quantity: number;
  /** What the shelf had when last asked. Others sell too: good for a warning, not for a promise. */
  available?: number;
}

/** Whether the basket has more of an item than the shelf, as far as is known. */
export const isShort = ({ quantity, available }: TillLine): boolean => available !== undefined && quantity > available;

/** The line of one piece of an item. */
export const lineOf = (item: Json<Item>): TillLine => ({
  barcode: item.barcode ?? "",
  name: item.name ?? "",
  nameEn: item.nameEn ?? "",
  unitPrice: amountOf(item.unitPrice),
  quantity: 1,
  available: item.availableQuantity ?? 0,
});

/** Why an item did not go into the basket. */
export type BasketRefusal = "lineLimit" | "basketLimit";

/** The basket with one more of an item: a new line at the end, or one more on the item's line, whose price becomes the present one. */
export const addItem = (lines: readonly TillLine[], item: TillLine): readonly TillLine[] | BasketRefusal => {
  const known = lines.find((line) => line.barcode === item.barcode);
  if (!known) return lines.length >= MAX_LINES ? "basketLimit" : [...lines, item];
  if (known.quantity >= MAX_QUANTITY) return "lineLimit";
  return lines.map((line) => (line === known ? { ...item, quantity: line.quantity + 1 } : line));
};

/** The basket with another quantity of an item; 0 removes it. */
export const setQuantity = (lines: readonly TillLine[], barcode: string, quantity: number): readonly TillLine[] => {
  const bounded = Math.min(Math.max(quantity, 0), MAX_QUANTITY);
  return lines
    .map((line) => (line.barcode === barcode ? { ...line, quantity: bounded } : line))
    .filter((line) => line.quantity > 0);
};

/** How many pieces are in the basket. */
export const pieces = (lines: readonly TillLine[]): number => lines.reduce((sum, line) => sum + line.quantity, 0);

/** The lines as PutBasket takes them. */
export const scannedLines = (lines: readonly TillLine[]): Json<ScannedLine>[] =>
  lines.map(({ barcode, quantity }) => ({ barcode, quantity }));
