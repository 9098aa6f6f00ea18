import type { ChosenOption } from "../menu/dish.ts";

/** The states of an order. */
export const ORDER_STATES = {
  /** Of a party that waits; fires when it is seated. */
  AHEAD: "AHEAD",
  OPEN: "OPEN",
  PAID: "PAID",
  CANCELLED: "CANCELLED",
  MERGED: "MERGED",
} as const;
export type OrderState = (typeof ORDER_STATES)[keyof typeof ORDER_STATES];

export const LINE_STATES = { CART: "CART", SENT: "SENT", REMOVED: "REMOVED", CANCELLED: "CANCELLED" } as const;
export type LineState = (typeof LINE_STATES)[keyof typeof LINE_STATES];

/** Somebody who orders with a phone; the name is masked. */
interface Diner {
  readonly userId: string;
  readonly displayName: string;
}

/** What a party orders, and the sums of its bill. */
export interface DiningOrder {
  /** ord_… */
  readonly _id: string;
  readonly storeId: string;
  readonly merchantId: string;
  readonly state: OrderState;
  readonly tableIds: readonly string[];
  readonly tableNumbers: readonly string[];
  /** tkt_…; empty. */
  readonly ticketId: string;
  readonly partySize: number;
  readonly diners: readonly Diner[];
  /** Grows with every change: whoever changes an order or its lines writes this first, and so has it alone. */
  readonly revision: number;
  /** How often something was sent to the kitchen. */
  readonly sendCount: number;
  /** Minor units: of the lines that were sent and not cancelled. */
  readonly linesTotal: bigint;
  /** Minor units: what the manager took off. */
  readonly discount: bigint;
  /** Minor units: of the shares that are open, being paid or paid. Never above linesTotal less discount. */
  readonly shared: bigint;
  /** Minor units: of the shares that are paid. */
  readonly paid: bigint;
  readonly currencyCode: string;
  readonly openTime: Date;
  /** ord_… that has its lines, where it is MERGED; else empty. */
  readonly mergedInto: string;
}

/** Some of one dish, at the price that it had when it was put into the cart. */
export interface OrderLine {
  /** lin_…, made by the phone. */
  readonly _id: string;
  readonly orderId: string;
  readonly storeId: string;
  readonly dishId: string;
  readonly dishName: string;
  readonly dishNameEn: string;
  readonly stationId: string;
  readonly options: readonly ChosenOption[];
  readonly note: string;
  readonly quantity: number;
  /** Minor units of the order's currency, with options. */
  readonly unitPrice: bigint;
  /** usr_… or stf_… */
  readonly addedById: string;
  readonly addedByName: string;
  readonly state: LineState;
  /** Grows by one with every change, from 1. */
  readonly version: number;
  readonly addTime: Date;
  /** 0 in the cart. */
  readonly sendNumber: number;
  /** shr_… that pays for it; empty. */
  readonly shareId: string;
  readonly refundedQuantity: number;
}

export const lineTotal = ({ unitPrice, quantity }: Pick<OrderLine, "unitPrice" | "quantity">): bigint =>
  unitPrice * BigInt(quantity);

/** What is owed: never below 0. */
export const billTotal = ({ linesTotal, discount }: Pick<DiningOrder, "linesTotal" | "discount">): bigint =>
  linesTotal - discount;

/** What no share pays yet. */
export const unshared = (order: Pick<DiningOrder, "linesTotal" | "discount" | "shared">): bigint =>
  billTotal(order) - order.shared;

/** Whether lines can be put to it. */
export const takesLines = ({ state }: Pick<DiningOrder, "state">): boolean => state === "AHEAD" || state === "OPEN";
