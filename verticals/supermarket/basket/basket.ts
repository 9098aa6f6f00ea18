import { equalMoney, type Money, money } from "../../../kernel/money/money.ts";
import type { SupermarketReason } from "../errors.ts";
import type { Item } from "../item/item.ts";

/** The states of a basket. */
export const BASKET_STATES = {
  /** Takes lines. */
  OPEN: "OPEN",
  /** Its stock is reserved and its payment under way or unknown. */
  CHECKING_OUT: "CHECKING_OUT",
  PAID: "PAID",
  VOIDED: "VOIDED",
} as const;

export type BasketState = (typeof BASKET_STATES)[keyof typeof BASKET_STATES];

/** Where a basket can go. PAID and VOIDED are final: a paid basket is never opened again (V3). */
const EXITS: Readonly<Record<BasketState, readonly BasketState[]>> = {
  OPEN: ["CHECKING_OUT", "VOIDED"],
  CHECKING_OUT: ["PAID", "OPEN"],
  PAID: [],
  VOIDED: [],
};

export const canMove = (from: BasketState, to: BasketState): boolean => EXITS[from].includes(to);

/** One item of a basket at the price that it had when it was put there. */
export interface BasketLine {
  readonly itemId: string;
  readonly barcode: string;
  readonly name: string;
  readonly nameEn: string;
  /** 1 to 999. */
  readonly quantity: number;
  /** Minor units of the basket's currency. */
  readonly unitPrice: bigint;
  /** What the member's level takes off the whole line. Absent: there is no member. */
  readonly memberDiscount?: bigint;
  /** What the coupon takes off the line beyond that. On receipts only. */
  readonly couponDiscount?: bigint;
  /** Of a sale without a network: what the catalogue asked when it arrived, minor units. Absent: it was sold at that price. */
  readonly catalogPrice?: bigint;
}

/** The member whose card was read for a basket (M7), as membership told then. The code that was read is not kept. */
export interface BasketMember {
  /** mcd_… */
  readonly cardId: string;
  /** `****1234` */
  readonly maskedCardNumber: string;
  readonly levelName: string;
  readonly levelNameEn: string;
  /** What each line costs less: 500 = 5 %. 0 to 9000. */
  readonly discountBasisPoints: number;
}

/** What a shopper wants to buy. */
export interface Basket {
  /** bsk_…, made by the till. */
  readonly _id: string;
  readonly storeId: string;
  /** Of the store, as it was when the basket was made: a checkout needs no look at the store. */
  readonly merchantId: string;
  readonly storeName: string;
  readonly storeNameEn: string;
  readonly tillId: string;
  readonly state: BasketState;
  /** In the order of scanning, one per item. */
  readonly lines: readonly BasketLine[];
  /** Minor units; 0 while empty. */
  readonly total: bigint;
  /** Empty while the basket is. */
  readonly currencyCode: string;
  /** Grows with every change of the lines, from 1. */
  readonly revision: number;
  /** How often its checkout was begun: the number of the last attempt. */
  readonly attemptCount: number;
  /** The attempt under way, or the one that was paid. */
  readonly attemptId?: string;
  readonly member?: BasketMember;
}

/** What the till scanned, one line per barcode. */
export interface ScannedLine {
  readonly barcode: string;
  readonly quantity: number;
}

/** The same barcode twice is one line, where it was first scanned. */
export const mergeLines = (scanned: readonly ScannedLine[]): readonly ScannedLine[] => {
  const quantities = new Map<string, number>();
  for (const { barcode, quantity } of scanned) quantities.set(barcode, (quantities.get(barcode) ?? 0) + quantity);
  return [...quantities].map(([barcode, quantity]) => ({ barcode, quantity }));
};

/** The largest total: what payments takes in one trade (P17). */
const MAX_TOTAL = 1_000_000_000_000n;

type Priced = Pick<Basket, "lines" | "total" | "currencyCode">;

/** A refusal of a rule, with the barcode that it is about. */
interface Refusal {
  readonly reason: SupermarketReason;
  readonly barcode?: string;
}

const sumOf = (lines: readonly BasketLine[]): bigint => lines.reduce((sum, line) => sum + lineTotalOf(line), 0n);

/** What a line costs, before a coupon. */
export const lineTotalOf = ({ unitPrice, quantity, memberDiscount = 0n }: BasketLine): bigint =>
  unitPrice * BigInt(quantity) - memberDiscount;

/** What a level takes off a line: of the whole line, not of one piece. The fraction of a fen is the merchant's, so no price is below what was promised. */
const memberDiscountOf = (full: bigint, { discountBasisPoints }: BasketMember): bigint =>
  (full * BigInt(discountBasisPoints)) / 10_000n;

/** Prices scanned lines from the store's items, exact to the minor unit: line by line, each less its member's discount, and the total is their sum. */
export const priceLines = (
  scanned: readonly ScannedLine[],
  items: readonly Item[],
  member?: BasketMember,
): Priced | Refusal => {
  const byBarcode = new Map(items.map((item) => [item.barcode, item]));
  const missing = scanned.find(({ barcode }) => !byBarcode.has(barcode));
  if (missing) return { reason: "ITEM_NOT_FOUND", barcode: missing.barcode };
  const currencies = new Set(items.map(({ currencyCode }) => currencyCode));
  if (currencies.size > 1) return { reason: "CURRENCY_MIXED" };
  const lines = scanned.map(({ barcode, quantity }) => {
    const { _id: itemId, name, nameEn, unitPrice } = byBarcode.get(barcode)!;
    const line = { itemId, barcode, name, nameEn, quantity, unitPrice };
    return member ? { ...line, memberDiscount: memberDiscountOf(unitPrice * BigInt(quantity), member) } : line;
  });
  const total = sumOf(lines);
  if (total > MAX_TOTAL) return { reason: "BASKET_TOTAL_TOO_LARGE" };
  return { lines, total, currencyCode: items[0]?.currencyCode ?? "" };
};

/** What the basket costs; undefined while it is empty. */
export const totalOf = ({ lines, total, currencyCode }: Priced): Money | undefined =>
  lines.length > 0 ? money(total, currencyCode) : undefined;

const sameLine = (a: BasketLine, b: BasketLine): boolean =>
  a.itemId === b.itemId &&
  a.quantity === b.quantity &&
  a.unitPrice === b.unitPrice &&
  a.memberDiscount === b.memberDiscount &&
  a.name === b.name;

const sameMember = (a: BasketMember | undefined, b: BasketMember | undefined): boolean =>
  a?.cardId === b?.cardId && a?.levelName === b?.levelName && a?.discountBasisPoints === b?.discountBasisPoints;

export const sameLines = (a: readonly BasketLine[], b: readonly BasketLine[]): boolean =>
  a.length === b.length && a.every((line, index) => sameLine(line, b[index]!));

/** The basket with new lines and their member. Its revision grows where that changes anything. */
export const changeBasket = (
  basket: Basket,
  priced: Priced,
  { tillId, member }: { readonly tillId: string; readonly member: BasketMember | undefined },
): Basket => {
  const { member: memberBefore, ...rest } = basket;
  const isSame = sameLines(basket.lines, priced.lines) && sameMember(memberBefore, member);
  return { ...rest, ...priced, tillId, revision: basket.revision + (isSame ? 0 : 1), ...(member && { member }) };
};

/** Whether lines may be put into a basket of that id for that store. One of another store is none of the caller's affair, and not open to it. */
export const decidePut = (basket: Basket | null, storeId: string): SupermarketReason | undefined =>
  basket && (basket.storeId !== storeId || basket.state !== "OPEN") ? "BASKET_NOT_OPEN" : undefined;

/** Whether a basket may be given up; "void" where it is already. */
export const decideVoid = (basket: Basket): SupermarketReason | "void" | undefined => {
  if (basket.state === "VOIDED") return "void";
  return canMove(basket.state, "VOIDED") ? undefined : "BASKET_NOT_OPEN";
};

/** Whether a new attempt to pay the basket may begin, at the total that the shopper saw where the till says it. */
export const decideCheckOut = (basket: Basket, expectedTotal: Money | undefined): SupermarketReason | undefined => {
  const total = totalOf(basket);
  if (!total) return "BASKET_EMPTY";
  if (basket.state === "CHECKING_OUT") return "CHECKOUT_IN_PROGRESS";
  if (!canMove(basket.state, "CHECKING_OUT")) return "BASKET_NOT_OPEN";
  if (expectedTotal && !equalMoney(expectedTotal, total)) return "BASKET_CHANGED";
  return undefined;
};
