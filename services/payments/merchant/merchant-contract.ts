import type { FeeTerms } from "../fee/fee.ts";
import type { NotifySchedule } from "../notify/notification.ts";
import type { OfflineTerms } from "../offline/offline-terms.ts";
import type { MerchantRow } from "./merchant-model.ts";

/** What is agreed with a merchant: its category, its fee, how long it may refund, and which outside channels may take money for it. */
export interface MerchantContract extends FeeTerms {
  /** The merchant category code (ISO 18245): four digits. */
  readonly category: string;
  /** How long a paid trade can be refunded. Absent: as the category of the goods has it. */
  readonly refundWindowDays?: number;
  /** Channel ids of channel/channel.ts. Payment from the platform's own wallet needs none. */
  readonly channels: readonly string[];
  /** What its tills may take without a network (P38). Absent: no payment codes. */
  readonly offline?: OfflineTerms;
  /** How often a notification is tried. Absent: as whoever made the trade expects it. */
  readonly notifySchedule?: NotifySchedule;
}

/** What a merchant without a contract of its own has: no fee, every channel. 5999 is retail of no special kind. */
const STANDARD: MerchantContract = {
  category: "5999",
  feeRatePpm: 0,
  feeMin: 0n,
  feeOnRefund: "PRO_RATA",
  channels: ["bank-card", "wechat-like", "unionpay-like"],
};

/** The contract as it applies: what the row says, and the standard where it says nothing. */
export const contractOf = ({ contract }: Pick<MerchantRow, "contract">): MerchantContract => ({
  ...STANDARD,
  ...contract,
});

/** What of a contract goes with a trade from its creation on: a change of the contract changes no trade that is there (P18). */
export interface TradeTerms extends FeeTerms {
  readonly refundWindowDays: number;
  readonly notifySchedule?: NotifySchedule;
}

/** How long goods of most kinds can be refunded, and air travel (P23, T6). */
export const REFUND_WINDOW_DAYS = { standard: 90, airTravel: 365, max: 365 } as const;

/** ISO 18245: 3000 to 3350 are airlines by name, 4511 the others. */
const isAirTravel = (category: string): boolean =>
  category === "4511" || /^3(?:[0-2]\d\d|3[0-4]\d|350)$/.test(category);

/** Refund window by category of goods, where the contract says nothing. */
const windowDaysOf = (category: string): number =>
  isAirTravel(category) ? REFUND_WINDOW_DAYS.airTravel : REFUND_WINDOW_DAYS.standard;

/** The terms of a trade in goods of that category (empty: the merchant's own). Undefined where they are the standard's: no fee, 90 days. */
export const termsOf = (contract: MerchantContract, goodsCategory = ""): TradeTerms | undefined => {
  const { feeRatePpm, feeMin, feeMax, feeOnRefund, notifySchedule } = contract;
  const refundWindowDays = contract.refundWindowDays ?? windowDaysOf(goodsCategory || contract.category);
  const isFree = feeRatePpm === 0 && feeMin === 0n;
  if (isFree && refundWindowDays === REFUND_WINDOW_DAYS.standard && !notifySchedule) return undefined;
  const fee = { feeRatePpm, feeMin, ...(feeMax !== undefined && { feeMax }), feeOnRefund };
  return { ...fee, refundWindowDays, ...(notifySchedule && { notifySchedule }) };
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** Until when a trade that was paid then can be refunded, that instant included (P23). */
export const refundableUntil = (payTime: Date, terms: TradeTerms | undefined): Date =>
  new Date(payTime.getTime() + (terms?.refundWindowDays ?? REFUND_WINDOW_DAYS.standard) * DAY_MS);
