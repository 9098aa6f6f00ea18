import type { ClientSession, Model } from "mongoose";
import type { SaleRow } from "../sale/sale-model.ts";
import type { Bucket, Points } from "./points.ts";
import { type BucketRow, bucketIdOf, type PointsAccountRow, type PointsModels } from "./points-model.ts";

interface LoadParts {
  readonly points: PointsModels;
  readonly sales: Model<SaleRow>;
}

/** A card's points as they are written, and the sales whose points have become usable since. */
interface Loaded {
  readonly account: PointsAccountRow;
  readonly points: Points;
  readonly dueSales: readonly SaleRow[];
}

interface Wanted {
  readonly cardId: string;
  readonly now: Date;
  /** Buckets to be read though nothing may be left in them. */
  readonly named?: readonly Date[];
}

/** Reads what is written of a card's points; a card has an account from its issue on. */
export const loadPoints = async (
  { points: { accounts, buckets }, sales }: LoadParts,
  { cardId, now, named = [] }: Wanted,
  session?: ClientSession,
): Promise<Loaded> => {
  const at = session ?? null;
  const account = await accounts.findById(cardId).session(at).lean<PointsAccountRow>();
  if (!account) throw new Error(`the card ${cardId} has no points account`);
  const live = await buckets.find({ cardId, isLive: true }).session(at).lean<BucketRow[]>();
  const ids = named.map((expireTime) => bucketIdOf(cardId, expireTime));
  const asked =
    ids.length === 0
      ? []
      : await buckets
          .find({ _id: { $in: ids } })
          .session(at)
          .lean<BucketRow[]>();
  const dueSales = await sales
    .find({ cardId, isFinal: false, finalTime: { $lte: now } })
    .sort({ finalTime: 1, _id: 1 })
    .session(at)
    .lean<SaleRow[]>();
  const { issued, merged, pending, available, held, spent, expired } = account;
  return {
    ...{ account, dueSales },
    points: {
      accounts: { issued, merged, pending, available, held, spent, expired },
      buckets: new Map([...live, ...asked].map((row) => [row.expireTime.getTime(), toBucket(row)])),
    },
  };
};

const toBucket = ({ expireTime, remaining, expired, forgiven }: BucketRow): Bucket => ({
  ...{ expireTime, remaining, expired, forgiven },
});
