import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { PaymentReason } from "../errors.ts";
import type { SpendingLimits } from "../wallet/real-name.ts";
import { WalletState, type WalletUser } from "../wallet/wallet.ts";

/** Money on its way from one wallet to another, without any I/O (O7). */

/** What the payer says. A second request under the same transferRequestId must say the same. */
export interface TransferClaim {
  readonly payerUserId: string;
  /** The payer's own, unique for ever. */
  readonly transferRequestId: string;
  readonly payeeUserId: string;
  /** Positive minor units of currencyCode. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly note: string;
}

/** A transfer that was made. Never changed: what goes back is another transfer. */
export interface Transfer extends TransferClaim {
  /** trf_… */
  readonly transferId: string;
  /** Both full names, as they were then. */
  readonly payerDisplayName: string;
  readonly payeeDisplayName: string;
  readonly transferTime: Date;
}

/** What a user has transferred on the last day and in the last year on which anything was. Days and years are China's. */
export interface TransferTotals {
  readonly day: string;
  readonly dayTotal: bigint;
  readonly year: string;
  readonly yearTotal: bigint;
}

/** Whether an earlier transfer under the same request id is the same. */
export const sameTransfer = (transfer: Transfer, claim: TransferClaim): boolean =>
  transfer.payeeUserId === claim.payeeUserId &&
  transfer.amount === claim.amount &&
  transfer.currencyCode === claim.currencyCode &&
  transfer.note === claim.note;

/** Why money may not go from the one to the other, whatever the balance. */
export const judgeTransfer = (
  payer: WalletUser,
  payee: WalletUser,
  { currencyCode }: Pick<TransferClaim, "currencyCode">,
): PaymentReason | undefined => {
  if (payer.state === WalletState.FROZEN) return "WALLET_FROZEN";
  if (payer.currencyCode !== currencyCode || payee.currencyCode !== currencyCode) return "CURRENCY_NOT_HELD";
  if (payee.state === WalletState.FROZEN) return "PAYEE_FROZEN";
  return undefined;
};

/** The totals with one more transfer, or undefined where it passes a limit. */
export const addToTotals = (
  before: TransferTotals | null,
  amount: bigint,
  { perDay, perYear }: SpendingLimits,
  now: Date,
): TransferTotals | undefined => {
  const day = chinaTime(now).slice(0, 10);
  const year = day.slice(0, 4);
  const dayTotal = amount + (before?.day === day ? before.dayTotal : 0n);
  const yearTotal = amount + (before?.year === year ? before.yearTotal : 0n);
  return dayTotal > perDay || yearTotal > perYear ? undefined : { day, dayTotal, year, yearTotal };
};
