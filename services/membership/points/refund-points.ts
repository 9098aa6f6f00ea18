/** What refunds do to a card's points, and what it means that one of them did not arrive (V23). Pure, as points.ts. */
import {
  changeBucket,
  draw,
  firstToEnd,
  type Moved,
  moved,
  type Part,
  type Points,
  type Posting,
  post,
  put,
  smaller,
} from "./points.ts";

/** Points that a purchase has earned and that are still pending are taken back. */
export const takeBackPending = (points: Points, amount: bigint): Moved => {
  const posting: Posting = { from: "pending", to: "issued", points: amount };
  return moved(post(points, posting), "TAKEN_BACK", [posting]);
};

export interface TakenBack extends Moved {
  /** How much of it had ended already, and costs nothing more. */
  readonly forgiven: bigint;
}

/** Usable points are taken back: of the bucket in which they were first; those that ended there are forgiven; the rest is of the other buckets, or owed. */
export const takeBack = (points: Points, { expireTime, points: amount }: Part): TakenBack => {
  const bucket = points.buckets.get(expireTime.getTime());
  const own = smaller(amount, bucket?.remaining ?? 0n);
  const forgiven = smaller(amount - own, (bucket?.expired ?? 0n) - (bucket?.forgiven ?? 0n));
  const ended: Posting = { from: "expired", to: "issued", points: forgiven };
  const excused =
    forgiven > 0n
      ? changeBucket(post(points, ended), expireTime, (before) => ({ forgiven: before.forgiven + forgiven }))
      : points;
  const { points: after, parts } = draw(excused, "issued", amount - forgiven, expireTime);
  const postings: Posting[] = [{ from: "available", to: "issued", points: amount - forgiven }, ended];
  return { ...moved(after, "TAKEN_BACK", postings, parts), forgiven };
};

/** A refund that had taken pending points back did not arrive. */
export const restorePending = (points: Points, amount: bigint): Moved => {
  const posting: Posting = { from: "issued", to: "pending", points: amount };
  return moved(post(points, posting), "REFUND_RETURNED", [posting]);
};

/** A refund that had taken usable points back did not arrive; what was forgiven then has ended all the same. */
export const restore = (points: Points, { expireTime, points: amount }: Part, forgiven: bigint): Moved => {
  const ended: Posting = { from: "issued", to: "expired", points: forgiven };
  const part = { expireTime, points: amount - forgiven };
  const excused =
    forgiven > 0n
      ? changeBucket(post(points, ended), expireTime, (before) => ({ forgiven: before.forgiven - forgiven }))
      : points;
  const postings: Posting[] = [{ from: "issued", to: "available", points: part.points }, ended];
  return moved(part.points > 0n ? put(excused, "issued", part) : excused, "REFUND_RETURNED", postings);
};

/** Spent points are the member's again: those that live longest first, each until when it was. `parts` is what is still spent after it. */
export const giveBack = (points: Points, spentParts: readonly Part[], amount: bigint): Moved => {
  let left = amount;
  const given: Part[] = [];
  const stillSpent: Part[] = [];
  for (const { expireTime, points: spent } of [...spentParts].sort(firstToEnd).reverse()) {
    const back = smaller(left, spent);
    left -= back;
    if (back > 0n) given.unshift({ expireTime, points: back });
    if (spent > back) stillSpent.unshift({ expireTime, points: spent - back });
  }
  const after = given.reduce((all, part) => put(all, "spent", part), points);
  return moved(after, "GIVEN_BACK", [{ from: "spent", to: "available", points: amount }], stillSpent);
};
