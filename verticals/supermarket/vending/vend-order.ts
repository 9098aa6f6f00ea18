import { equalMoney, money } from "../../../kernel/money/money.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import {
  VendFailure,
  type VendOrder as VendOrderMessage,
  VendState as VendStateMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import type { Quantity } from "../item/stock.ts";

/**
 * How far a vend is. Each leaves its state once, by a write that names it; so of two who move it at the same moment one does, and the other finds it done.
 * CHOSEN → PAID → VENDING → VENDED, or from PAID and VENDING → FAILED → REFUNDED; CHOSEN → CLOSED where its trade can never be paid any more.
 */
export type VendState = "CHOSEN" | "PAID" | "VENDING" | "VENDED" | "FAILED" | "REFUNDED" | "CLOSED";

/** Why it failed: the machine's word, or NO_REPORT, which is the clock's. */
export type Failure = "JAMMED" | "EMPTY" | "MACHINE_DOWN" | "NO_REPORT";

/** One item for one payer at an unattended kiosk (Y7). */
export interface VendOrder {
  /** vnd_…, made by the kiosk; what payments knows the trade by, too. */
  readonly _id: string;
  readonly kioskId: string;
  readonly storeId: string;
  readonly merchantId: string;
  readonly storeName: string;
  readonly itemId: string;
  readonly barcode: string;
  readonly name: string;
  readonly nameEn: string;
  /** Minor units of `currencyCode`. */
  readonly price: bigint;
  readonly currencyCode: string;
  readonly state: VendState;
  readonly chosenTime: Date;
  /** When the recovery looks at it. Meaningless where it is over. */
  readonly dueTime: Date;
  /** How often the recovery could not end it since its state began. */
  readonly looks: number;
  readonly qrCode?: string;
  readonly payerDisplayName?: string;
  /** Until when the machine may begin. */
  readonly startByTime?: Date;
  readonly failure?: Failure;
  readonly vendedAfterRefund?: boolean;
}

/** States that the recovery looks after. */
export const UNDER_WAY: readonly VendState[] = ["CHOSEN", "PAID", "VENDING", "FAILED"];

/** The trade waits for a payer a little longer than any kiosk shows its code; the kiosk, or the recovery, closes it before. */
export const TRADE_LIFETIME_S = 300;
const CLOSE_AFTER_MS = 180_000;
/** A paid vend that no machine was told of in this time is refunded. */
const START_WITHIN_MS = 60_000;
/** A machine may begin this long after it was told … */
const BEGIN_WITHIN_MS = 20_000;
/** … and is done, and has said so, long before this: what it says later comes after the refund. */
const REPORT_WITHIN_MS = 90_000;

export const closeTime = (now: Date): Date => plusMs(now, CLOSE_AFTER_MS);
export const startTime = (now: Date): Date => plusMs(now, START_WITHIN_MS);
export const beginTime = (now: Date): Date => plusMs(now, BEGIN_WITHIN_MS);
export const reportTime = (now: Date): Date => plusMs(now, REPORT_WITHIN_MS);

export const amountOf = ({ price, currencyCode }: VendOrder) => money(price, currencyCode);

/** What the shelf holds for it. */
export const piecesOf = ({ itemId }: VendOrder): Quantity[] => [{ itemId, quantity: 1 }];

/** P21: what pays a vend is its own trade at its own amount. */
export const assertPaysVend = (order: VendOrder, trade: Trade): void => {
  const paid = trade.paidAmount ?? trade.amount;
  const pays = trade.merchantTradeId === order._id && paid !== undefined && equalMoney(paid, amountOf(order));
  if (!pays) throw new Error(`the trade ${trade.tradeId} does not pay the vend ${order._id}`);
};

const stateMessage = (state: VendState): VendStateMessage => VendStateMessage[`VEND_STATE_${state}`];
const failureMessage = (failure: Failure | undefined): VendFailure =>
  VendFailure[`VEND_FAILURE_${failure ?? "UNSPECIFIED"}`];

/** As the contract shows it. */
export const toVendOrderMessage = (order: VendOrder, waitsForPayer = false): VendOrderMessage => ({
  vendOrderId: order._id,
  ...{ kioskId: order.kioskId, storeId: order.storeId },
  item: {
    ...{ itemId: order.itemId, barcode: order.barcode, name: order.name, nameEn: order.nameEn },
    ...{ unitPrice: amountOf(order), isAvailable: true },
  },
  amount: amountOf(order),
  state: stateMessage(order.state),
  qrCode: order.state === "CHOSEN" ? (order.qrCode ?? "") : "",
  startByTime: order.state === "VENDING" ? order.startByTime : undefined,
  failure: failureMessage(order.failure),
  vendedAfterRefund: order.vendedAfterRefund ?? false,
  payerDisplayName: order.payerDisplayName ?? "",
  waitsForPayer: waitsForPayer && order.state === "CHOSEN",
});
