import type { PaymentReason } from "../errors.ts";

/** What a till may take while nobody can be asked (P38), without any I/O. The merchant bears what is then not paid: the platform advances nothing. */
export interface OfflineTerms {
  /** The most of one trade, in minor units. */
  readonly maxTrade: bigint;
  /** The most between two contacts of a till, in minor units. */
  readonly maxTotal: bigint;
  /** How long a till may be without contact, and how old a sale may be when it arrives, in seconds. */
  readonly maxAgeS: number;
}

/** P38: 24 h. */
export const OFFLINE_AGE_S = { min: 60, max: 24 * 60 * 60 } as const;

/** By how much a till's idea of the platform's clock may be wrong: the Date header has whole seconds, and an answer takes its time. */
const SKEW_MS = 5_000;

/** What a sale says of itself. */
export interface OfflineSale {
  readonly amount: bigint;
  readonly scanTime: Date;
}

/** Whether the till could have read the code then at all; a time to come is a fault of the request. */
export const isInFuture = (scanTime: Date, now: Date): boolean => scanTime.getTime() > now.getTime() + SKEW_MS;

/** Up to which check-in of its till a scan counts as later: a till that was in contact since would have paid at once, so an earlier scan is backdated. */
export const latestCheckIn = ({ scanTime }: OfflineSale): Date => new Date(scanTime.getTime() + SKEW_MS);

/**
 * Why a sale that was made without a network is not taken any more, if so. `checkInTime`: the till's last contact, undefined for a till that never had one:
 * it could have been invented today.
 */
export const decideOffline = (
  terms: OfflineTerms | undefined,
  checkInTime: Date | undefined,
  sale: OfflineSale,
  now: Date,
): PaymentReason | undefined => {
  if (!terms) return "OFFLINE_NOT_AGREED";
  if (!checkInTime) return "OFFLINE_TILL_UNKNOWN";
  if (now.getTime() - sale.scanTime.getTime() > terms.maxAgeS * 1000) return "OFFLINE_SCAN_TOO_OLD";
  if (checkInTime > latestCheckIn(sale)) return "OFFLINE_SCAN_BACKDATED";
  if (sale.amount > terms.maxTrade) return "OFFLINE_TRADE_TOO_LARGE";
  return undefined;
};
