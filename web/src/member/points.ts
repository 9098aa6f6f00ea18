import type { PointsEntry } from "../../../proto/gen/paywindow/membership/v1/points.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";

/** Points for people: `1,280`. */
export const formatPoints = (points: string | undefined): string => BigInt(points ?? "0").toLocaleString("en-US");

const REASONS: Readonly<Record<string, TextKey>> = {
  POINTS_REASON_EARNED: "pointsEARNED",
  POINTS_REASON_FINAL: "pointsFINAL",
  POINTS_REASON_HELD: "pointsHELD",
  POINTS_REASON_FREED: "pointsFREED",
  POINTS_REASON_SPENT: "pointsSPENT",
  POINTS_REASON_EXPIRED: "pointsEXPIRED",
  POINTS_REASON_TAKEN_BACK: "pointsTAKEN_BACK",
  POINTS_REASON_GIVEN_BACK: "pointsGIVEN_BACK",
  POINTS_REASON_REFUND_RETURNED: "pointsREFUND_RETURNED",
  POINTS_REASON_MERGED: "pointsMERGED",
};

/** Why points moved; undefined for a reason that is not known here. */
export const reasonText = ({ reason }: Json<PointsEntry>): TextKey | undefined => REASONS[reason ?? ""];

/** What an entry did, as its owner reads it: of the usable points where it moved those, else of the pending ones, else of those that were set aside and are spent. */
export const changeOf = (entry: Json<PointsEntry>): { sign: "+" | "-"; points: string; isPending: boolean } => {
  const usable = BigInt(entry.availableChange ?? "0");
  const pending = BigInt(entry.pendingChange ?? "0");
  const change = usable || pending || BigInt(entry.heldChange ?? "0");
  return {
    sign: change < 0n ? "-" : "+",
    points: formatPoints(String(change < 0n ? -change : change)),
    isPending: usable === 0n && pending !== 0n,
  };
};

/** How far between the level and the next, 0 to 100. */
export const levelPercent = (counted: string | undefined, from: string | undefined, to: string | undefined): number => {
  const [low, high] = [BigInt(from ?? "0"), BigInt(to ?? "0")];
  if (high <= low) return 100;
  const share = ((BigInt(counted ?? "0") - low) * 100n) / (high - low);
  return Math.min(100, Math.max(0, Number(share)));
};
