/** How a bill is split (V22). */
export const SPLIT_MODES = {
  WHOLE: "WHOLE",
  BY_PERSON: "BY_PERSON",
  BY_ITEM: "BY_ITEM",
  EVENLY: "EVENLY",
  PARTIAL: "PARTIAL",
} as const;
export type SplitMode = (typeof SPLIT_MODES)[keyof typeof SPLIT_MODES];

export const SHARE_STATES = { OPEN: "OPEN", PAYING: "PAYING", PAID: "PAID", RELEASED: "RELEASED" } as const;
export type ShareState = (typeof SHARE_STATES)[keyof typeof SHARE_STATES];

/** A part of a bill, which one payer pays by one trade. Its amount never changes. */
export interface BillShare {
  /** shr_… */
  readonly _id: string;
  readonly orderId: string;
  readonly storeId: string;
  readonly merchantId: string;
  /** spl_…, made by the client, and the place in that split. */
  readonly splitId: string;
  readonly index: number;
  readonly mode: SplitMode;
  /** Minor units. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly state: ShareState;
  readonly personId: string;
  readonly personName: string;
  readonly lineIds: readonly string[];
  readonly carriesRemainder: boolean;
  /** usr_…; empty while it is OPEN, and for cash. */
  readonly payerUserId: string;
  /** How often somebody took it upon them: the number of its trade. */
  readonly attempt: number;
  readonly tradeId: string;
  readonly cash: boolean;
  /** What the payer reads on the bill. */
  readonly subject: string;
  /** Minor units that are on their way back or there: above the amount only until payments has refused one of ours that the merchant's desk was quicker than. */
  readonly refunded: bigint;
  readonly cutTime: Date;
  readonly payTime?: Date;
  /** While it is PAYING: when payments is asked what became of its trade. */
  readonly lookTime?: Date;
  readonly looks: number;
}

/** The merchant's id of the trade by which a share is paid, of this attempt: the same at every call (P13). */
export const merchantTradeIdOf = ({ _id, attempt }: Pick<BillShare, "_id" | "attempt">): string => `${_id}-${attempt}`;

/** The share and the attempt that a trade pays; undefined for a trade of another make. */
export const parseMerchantTradeId = (
  text: string,
): { readonly shareId: string; readonly attempt: number } | undefined => {
  const [, shareId, attempt] = /^(shr_[0-9A-Za-z]{26})-(\d{1,6})$/.exec(text) ?? [];
  return shareId && attempt ? { shareId, attempt: Number(attempt) } : undefined;
};
