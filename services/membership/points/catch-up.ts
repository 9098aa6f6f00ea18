import type { SaleRow } from "../sale/sale-model.ts";
import { expire, finalize, type Moved, type Points } from "./points.ts";

/** Something that was due: points of a sale became usable, or points ended. */
export interface Due {
  readonly moved: Moved;
  readonly sale?: SaleRow;
}

/**
 * What has happened to a card's points by now though nobody has written it yet, in order: points become usable, then what has ended ends. A read shows it, and
 * whoever writes writes it first, so that no instant shows or spends what it should not. Points always become usable before they end.
 */
export const catchUp = (before: Points, dueSales: readonly SaleRow[], now: Date): Due[] => {
  const due: Due[] = [];
  let points = before;
  for (const sale of dueSales) {
    const { expireTime, earned = 0n, takenBack = 0n } = sale;
    if (!expireTime) throw new Error(`the sale ${sale._id} is paid and has no end of its points`);
    const moved = finalize(points, { expireTime, points: earned - takenBack });
    due.push({ moved, sale });
    points = moved.points;
  }
  const ended = expire(points, now);
  return ended ? [...due, { moved: ended }] : due;
};

/** The points as they are now. */
export const pointsNow = (before: Points, dueSales: readonly SaleRow[], now: Date): Points =>
  catchUp(before, dueSales, now).at(-1)?.moved.points ?? before;
