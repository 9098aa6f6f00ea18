import type { ClientSession, Model } from "mongoose";
import type { PointsModels } from "../points/points-model.ts";
import { countedSince, countedUntil, type Programme, type Standing, standingOf } from "../programme/programme.ts";
import type { SaleRow } from "../sale/sale-model.ts";

interface StandingParts {
  readonly sales: Model<SaleRow>;
  readonly points: PointsModels;
}

/** A member's level at this instant, from the sales themselves: it is right at every boundary, whether or not a job has come by (C7). */
export const standingNow = async (
  parts: StandingParts,
  programme: Programme,
  card: { readonly _id: string },
  now: Date,
  session?: ClientSession,
): Promise<Standing & { readonly checkTime?: Date }> => {
  const since = countedSince(programme, now);
  const counted = await countedSales(parts, card._id, { since, now }, session);
  const points = counted.reduce((sum, { earned = 0n, takenBack = 0n }) => sum + earned - takenBack, 0n);
  const first = counted[0]?.finalTime;
  const checkTime = first && countedUntil(programme, first);
  return { ...standingOf(programme, points), ...(checkTime && { checkTime }) };
};

type Counted = Pick<SaleRow, "earned" | "takenBack" | "finalTime">;

/** Sales whose points are usable, or were, and became so within the window; the oldest first. */
const countedSales = async (
  { sales, points: { accounts } }: StandingParts,
  cardId: string,
  { since, now }: { readonly since: Date | undefined; readonly now: Date },
  session?: ClientSession,
): Promise<readonly Counted[]> => {
  const at = session ?? null;
  if (since)
    return sales
      .find({ cardId, finalTime: { $gt: since, $lte: now } }, { earned: 1, takenBack: 1, finalTime: 1 })
      .sort({ finalTime: 1 })
      .session(at)
      .lean<Counted[]>();
  // All time: what was ever earned and not taken back, less what is not usable yet, without a look at every sale.
  const account = await accounts.findById(cardId).session(at).lean();
  const due = await sales
    .find({ cardId, isFinal: false, finalTime: { $lte: now } }, { earned: 1, takenBack: 1 })
    .session(at)
    .lean<Counted[]>();
  return [{ earned: account ? -account.issued - account.pending : 0n }, ...due];
};
