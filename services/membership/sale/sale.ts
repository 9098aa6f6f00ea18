import { earn, finalize, type Moved, type Part, type Points, spend, spendUnheld } from "../points/points.ts";
import { giveBack, restore, restorePending, takeBack, takeBackPending } from "../points/refund-points.ts";
import { expireTimeOf } from "../programme/expiry.ts";
import { finalTimeOf, type Programme, pointsFor } from "../programme/programme.ts";

/** OPEN: noted, its trade is under way; exits PAID, RELEASED. RELEASED: its points are free; exit PAID. PAID; exit REVERSED. REVERSED: final. */
export type SaleState = "OPEN" | "RELEASED" | "PAID" | "REVERSED";

/** What is known of one refund of its trade. */
export interface SaleRefund {
  readonly refundId: string;
  /** Fen. */
  readonly amount: bigint;
  /** False: it was sent back by the payer's bank. */
  readonly hasArrived: boolean;
  /** When that was said; what was said before does not count. */
  readonly asOf: Date;
}

/** A purchase of a member. What stands after `refunds` is there from PAID on. */
export interface Sale {
  readonly merchantId: string;
  readonly storeId: string;
  readonly merchantTradeId: string;
  readonly cardId: string;
  readonly state: SaleState;
  /** By which it was promised what it earns. */
  readonly programmeVersion: number;
  /** Fen, before the points that it spends. */
  readonly amount: bigint;
  /** What a point was worth then. */
  readonly pointWorthFen: number;
  readonly pointsToSpend: bigint;
  readonly beginTime: Date;
  /** The points that are set aside for it; only while OPEN. */
  readonly heldParts?: readonly Part[];
  /** When payments is asked about it, and how often it was; only while OPEN. */
  readonly nextAskTime?: Date;
  readonly asks?: number;
  readonly refunds: readonly SaleRefund[];
  readonly payTime?: Date;
  /** Fen. */
  readonly paidAmount?: bigint;
  readonly earned?: bigint;
  /** How much of `earned` refunds have taken back, and how much of that had ended already. */
  readonly takenBack?: bigint;
  readonly forgiven?: bigint;
  /** When its points become usable, whether they have, and when they end. */
  readonly finalTime?: Date;
  readonly isFinal?: boolean;
  readonly expireTime?: Date;
  readonly spent?: bigint;
  /** Of `spent`, what refunds have not given back. */
  readonly spentParts?: readonly Part[];
  readonly givenBack?: bigint;
}

/** A sale that is, or was, paid. */
export type PaidSale = Sale & Required<Pick<Sale, PaidField>>;
type PaidField =
  | ("payTime" | "paidAmount" | "earned" | "takenBack" | "forgiven" | "finalTime" | "isFinal" | "expireTime")
  | ("spent" | "spentParts" | "givenBack");

export const isPaid = (sale: Sale): sale is PaidSale => sale.state === "PAID" || sale.state === "REVERSED";

/** What a decision does: the sale after it, and the movements of points that go with it, each made after the one before. */
export interface Decided<Result extends Sale = Sale> {
  readonly sale: Result;
  readonly moves: readonly Moved[];
}

export interface Payment {
  readonly payTime: Date;
  /** What was paid, in fen; 0 for what earns nothing (another currency). */
  readonly earningAmount: bigint;
  readonly paidAmount: bigint;
}

/** Its trade was paid: what was set aside is spent, and what it earns is pending, or usable where that is due by now. */
export const decidePaid = (
  points: Points,
  { heldParts = [], nextAskTime: _, asks: __, ...sale }: Sale,
  { payTime, paidAmount, earningAmount }: Payment,
  { programme, now }: { readonly programme: Programme; readonly now: Date },
): Decided<PaidSale> => {
  const finalTime = finalTimeOf(programme, payTime);
  const expireTime = expireTimeOf(programme.expiry, finalTime);
  const earned = pointsFor(programme, earningAmount);
  const isFinal = finalTime <= now;
  const spending =
    sale.state === "OPEN" ? spend(points, heldParts) : spendUnheld(points, sale.pointsToSpend, expireTime);
  const earning = earn(spending.points, earned);
  const moves = [spending, earning, ...(isFinal ? [finalize(earning.points, { expireTime, points: earned })] : [])];
  const paid: PaidSale = {
    ...sale,
    ...{ state: "PAID", payTime, paidAmount, finalTime, expireTime, isFinal },
    ...{ earned, takenBack: 0n, forgiven: 0n },
    ...{ spent: sale.pointsToSpend, spentParts: spending.parts, givenBack: 0n },
  };
  return { sale: paid, moves };
};

const refundedOf = ({ state, paidAmount, refunds }: PaidSale): bigint => {
  const arrived = refunds.reduce((sum, { amount, hasArrived }) => sum + (hasArrived ? amount : 0n), 0n);
  return state === "REVERSED" || arrived > paidAmount ? paidAmount : arrived;
};

/**
 * What refunds must have taken back of the earned points and given back of the spent ones, together: pro rata, both rounded so that a part that stays paid never
 * keeps more than its share, and to the last point where all is refunded.
 */
export const refundDues = (sale: PaidSale): { readonly takenBack: bigint; readonly givenBack: bigint } => {
  const { paidAmount, earned, spent } = sale;
  const refunded = refundedOf(sale);
  if (refunded === paidAmount) return { takenBack: earned, givenBack: spent };
  return {
    takenBack: earned - (earned * (paidAmount - refunded)) / paidAmount,
    givenBack: (spent * refunded) / paidAmount,
  };
};

/** Moves points until refunds have moved what they must. What was spent comes back first, so that it can pay for what is taken. */
export const decideRefunds = (points: Points, sale: PaidSale): Decided<PaidSale> => {
  const dues = refundDues(sale);
  const given = settleSpent(points, sale, dues.givenBack - sale.givenBack);
  const between = given.moves.at(-1)?.points ?? points;
  const taken = settleEarned(between, given.sale, dues.takenBack - sale.takenBack);
  return { sale: taken.sale, moves: [...given.moves, ...taken.moves] };
};

const settleSpent = (points: Points, sale: PaidSale, change: bigint): Decided<PaidSale> => {
  if (change === 0n) return { sale, moves: [] };
  const givenBack = sale.givenBack + change;
  if (change > 0n) {
    const moved = giveBack(points, sale.spentParts, change);
    return { sale: { ...sale, givenBack, spentParts: moved.parts }, moves: [moved] };
  }
  const moved = spendUnheld(points, -change, sale.expireTime, "REFUND_RETURNED");
  return { sale: { ...sale, givenBack, spentParts: [...sale.spentParts, ...moved.parts] }, moves: [moved] };
};

const settleEarned = (points: Points, sale: PaidSale, change: bigint): Decided<PaidSale> => {
  if (change === 0n) return { sale, moves: [] };
  const takenBack = sale.takenBack + change;
  const after = { ...sale, takenBack };
  const { expireTime, isFinal, forgiven } = sale;
  if (change > 0n) {
    if (!isFinal) return { sale: after, moves: [takeBackPending(points, change)] };
    const moved = takeBack(points, { expireTime, points: change });
    return { sale: { ...after, forgiven: forgiven + moved.forgiven }, moves: [moved] };
  }
  if (!isFinal) return { sale: after, moves: [restorePending(points, -change)] };
  const forgivenAgain = forgiven < -change ? forgiven : -change;
  const moved = restore(points, { expireTime, points: -change }, forgivenAgain);
  return { sale: { ...after, forgiven: forgiven - forgivenAgain }, moves: [moved] };
};
