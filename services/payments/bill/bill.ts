/** A user's bill: one list of everything that moved their money, whatever it was. Its type and order, without any I/O. */

export const BillKind = {
  PAYMENT: "PAYMENT",
  REFUND: "REFUND",
  TRANSFER_OUT: "TRANSFER_OUT",
  TRANSFER_IN: "TRANSFER_IN",
  REPAYMENT: "REPAYMENT",
} as const;

export type BillKind = (typeof BillKind)[keyof typeof BillKind];

/** One line. */
export interface Bill {
  /** trd_…, rfd_…, trf_… or rpy_… */
  readonly billId: string;
  readonly kind: BillKind;
  readonly title: string;
  /** A masked name; of payments and refunds it is empty until the merchant's name is put in. */
  readonly counterparty: string;
  /** Of payments and refunds. */
  readonly merchantId?: string;
  /** Of payments and refunds: trd_… */
  readonly tradeId?: string;
  /** The number that the other side, or for a transfer the payer, knows it by; empty where there is none or it is not the user's to know. */
  readonly counterpartyNumber: string;
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly refundedAmount?: bigint;
  readonly billTime: Date;
  readonly state: string;
}

/** The place of a line in the list. */
export type BillPlace = Pick<Bill, "billTime" | "billId">;

/** What the list is narrowed to; what is absent does not narrow it. */
export interface BillQuery {
  readonly userId: string;
  readonly kinds: ReadonlySet<BillKind>;
  readonly search: string;
  readonly fromTime?: Date;
  readonly toTime?: Date;
  readonly minAmount?: bigint;
  readonly maxAmount?: bigint;
  /** Only what comes after it. */
  readonly after?: BillPlace;
  /** How many lines are wanted of each source, and in all. */
  readonly limit: number;
}

/** Newest first; of one instant the greater id first. */
export const comparePlaces = (a: BillPlace, b: BillPlace): number => {
  const later = b.billTime.getTime() - a.billTime.getTime();
  if (later !== 0) return later;
  return a.billId === b.billId ? 0 : a.billId < b.billId ? 1 : -1;
};

/** The first lines of several lists, each in that order, as one. */
export const mergeBills = (lists: readonly (readonly Bill[])[], limit: number): Bill[] =>
  lists.flat().toSorted(comparePlaces).slice(0, limit);
