import {
  type PointsBalance,
  type PointsEntry,
  PointsReason,
} from "../../../proto/gen/paywindow/membership/v1/points.ts";
import { NEVER } from "../programme/expiry.ts";
import type { Account, Points, Reason } from "./points.ts";
import type { EntryRow } from "./points-model.ts";

const REASON_NUMBERS: Readonly<Record<Reason, PointsReason>> = {
  EARNED: PointsReason.POINTS_REASON_EARNED,
  FINAL: PointsReason.POINTS_REASON_FINAL,
  HELD: PointsReason.POINTS_REASON_HELD,
  FREED: PointsReason.POINTS_REASON_FREED,
  SPENT: PointsReason.POINTS_REASON_SPENT,
  EXPIRED: PointsReason.POINTS_REASON_EXPIRED,
  TAKEN_BACK: PointsReason.POINTS_REASON_TAKEN_BACK,
  GIVEN_BACK: PointsReason.POINTS_REASON_GIVEN_BACK,
  REFUND_RETURNED: PointsReason.POINTS_REASON_REFUND_RETURNED,
  MERGED: PointsReason.POINTS_REASON_MERGED,
};

const changeOf = ({ postings }: EntryRow, account: Account): bigint =>
  postings.reduce(
    (sum, { from, to, points }) => sum + (to === account ? points : 0n) - (from === account ? points : 0n),
    0n,
  );

export const entryMessage = (entry: EntryRow): PointsEntry => ({
  entryId: entry._id,
  entryNumber: BigInt(entry.entryNumber),
  reason: REASON_NUMBERS[entry.reason],
  availableChange: changeOf(entry, "available"),
  pendingChange: changeOf(entry, "pending"),
  heldChange: changeOf(entry, "held"),
  entryTime: entry.entryTime,
  merchantTradeId: entry.merchantTradeId ?? "",
});

export const balanceMessage = ({ accounts, buckets }: Points): PointsBalance => {
  const [first] = [...buckets.values()]
    .filter(({ remaining, expireTime }) => remaining > 0n && expireTime < NEVER)
    .sort((a, b) => a.expireTime.getTime() - b.expireTime.getTime());
  return {
    ...{ available: accounts.available, pending: accounts.pending, held: accounts.held },
    expiring: first?.remaining ?? 0n,
    expireTime: first?.expireTime,
  };
};
