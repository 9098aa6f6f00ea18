/**
 * The points of one card: six accounts that always sum to zero, and the usable points in buckets by the instant at which they end. Pure: every verb gives the
 * points after it and the entry that tells it. Rules: V23, docs/decisions/membership.md.
 */

/** `issued` and `merged` are where points come from, and run below zero; `spent` and `expired` are where they go. */
export type Account = "issued" | "merged" | "pending" | "available" | "held" | "spent" | "expired";

export type Accounts = Readonly<Record<Account, bigint>>;

/** Usable points that end together. The first to end are used first. */
export interface Bucket {
  readonly expireTime: Date;
  /** What is left of them. */
  readonly remaining: bigint;
  /** What has ended of them. */
  readonly expired: bigint;
  /** How much of `expired` was taken back since: nobody loses a point twice. */
  readonly forgiven: bigint;
}

/** Buckets by the millisecond at which they end. */
export type Buckets = ReadonlyMap<number, Bucket>;

/** The buckets hold what is available; where that is below zero they are empty. */
export interface Points {
  readonly accounts: Accounts;
  readonly buckets: Buckets;
}

/** So many points of the bucket that ends then. */
export interface Part {
  readonly expireTime: Date;
  readonly points: bigint;
}

/** Why points move: the contract's PointsReason. */
export type Reason =
  | ("EARNED" | "FINAL" | "HELD" | "FREED" | "SPENT" | "EXPIRED" | "TAKEN_BACK" | "GIVEN_BACK")
  | ("REFUND_RETURNED" | "MERGED");

/** Points that leave one account for another; always more than 0. */
export interface Posting {
  readonly from: Account;
  readonly to: Account;
  readonly points: bigint;
}

/** What a verb did. */
interface Movement {
  readonly reason: Reason;
  readonly postings: readonly Posting[];
}

/** A verb's result: the points after it, and its movement; of which buckets the points were, where that matters. */
export interface Moved {
  readonly points: Points;
  readonly movement: Movement;
  readonly parts: readonly Part[];
}

export const NO_POINTS: Points = {
  accounts: { issued: 0n, merged: 0n, pending: 0n, available: 0n, held: 0n, spent: 0n, expired: 0n },
  buckets: new Map(),
};

export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const notBelowZero = (value: bigint): bigint => (value < 0n ? 0n : value);
export const sumOf = (parts: readonly { readonly points: bigint }[]): bigint =>
  parts.reduce((sum, { points }) => sum + points, 0n);

export const post = (points: Points, { from, to, points: moved }: Posting): Points => ({
  ...points,
  accounts: { ...points.accounts, [from]: points.accounts[from] - moved, [to]: points.accounts[to] + moved },
});

export const changeBucket = (points: Points, expireTime: Date, change: (bucket: Bucket) => Partial<Bucket>): Points => {
  const key = expireTime.getTime();
  const bucket = points.buckets.get(key) ?? { expireTime, remaining: 0n, expired: 0n, forgiven: 0n };
  return { ...points, buckets: new Map(points.buckets).set(key, { ...bucket, ...change(bucket) }) };
};

export const firstToEnd = (a: Part | Bucket, b: Part | Bucket): number =>
  a.expireTime.getTime() - b.expireTime.getTime();

/** Points become usable. Where more were taken than there were, they first make up for that, and what is left of them lies in their bucket. */
export const put = (points: Points, from: Account, { expireTime, points: added }: Part): Points => {
  const { available } = points.accounts;
  const kept = notBelowZero(available + added) - notBelowZero(available);
  const posted = post(points, { from, to: "available", points: added });
  return changeBucket(posted, expireTime, ({ remaining }) => ({ remaining: remaining + kept }));
};

/** Usable points leave: of the preferred bucket first, then of those that end first. What no bucket has makes the balance fall below zero. */
export const draw = (points: Points, to: Account, amount: bigint, preferred?: Date): Omit<Moved, "movement"> => {
  const own = preferred && points.buckets.get(preferred.getTime());
  const order = [...(own ? [own] : []), ...[...points.buckets.values()].filter((b) => b !== own).sort(firstToEnd)];
  let left = amount;
  let after = amount > 0n ? post(points, { from: "available", to, points: amount }) : points;
  const parts: Part[] = [];
  for (const { expireTime, remaining } of order) {
    const taken = smaller(left, remaining);
    if (taken === 0n) continue;
    left -= taken;
    parts.push({ expireTime, points: taken });
    after = changeBucket(after, expireTime, (bucket) => ({ remaining: bucket.remaining - taken }));
  }
  return { points: after, parts };
};

export const moved = (
  points: Points,
  reason: Reason,
  postings: readonly Posting[],
  parts: readonly Part[] = [],
): Moved => ({
  points,
  movement: { reason, postings: postings.filter((posting) => posting.points > 0n) },
  parts,
});

/** A purchase was paid: its points are pending. */
export const earn = (points: Points, amount: bigint): Moved => {
  const posting: Posting = { from: "issued", to: "pending", points: amount };
  return moved(post(points, posting), "EARNED", [posting]);
};

/** Pending points become usable until `expireTime`. */
export const finalize = (points: Points, part: Part): Moved =>
  moved(put(points, "pending", part), "FINAL", [{ from: "pending", to: "available", points: part.points }], [part]);

/** The old points of a card of plastic become usable. */
export const merge = (points: Points, part: Part): Moved =>
  moved(put(points, "merged", part), "MERGED", [{ from: "merged", to: "available", points: part.points }], [part]);

/** Points are set aside for a purchase; there must be as many. */
export const hold = (points: Points, amount: bigint): Moved => {
  const { points: after, parts } = draw(points, "held", amount);
  return moved(after, "HELD", [{ from: "available", to: "held", points: amount }], parts);
};

/** What was set aside is usable again, until when it was. */
export const free = (points: Points, parts: readonly Part[]): Moved => {
  const after = [...parts].sort(firstToEnd).reduce((all, part) => put(all, "held", part), points);
  return moved(after, "FREED", [{ from: "held", to: "available", points: sumOf(parts) }]);
};

/** What was set aside is spent. */
export const spend = (points: Points, parts: readonly Part[]): Moved => {
  const posting: Posting = { from: "held", to: "spent", points: sumOf(parts) };
  return moved(post(points, posting), "SPENT", [posting], parts);
};

/** Points are spent that are not set aside (any more); what no bucket has counts as of the bucket that ends at `owedTo`. */
export const spendUnheld = (points: Points, amount: bigint, owedTo: Date, reason: Reason = "SPENT"): Moved => {
  const { points: after, parts } = draw(points, "spent", amount);
  const owed = { expireTime: owedTo, points: amount - sumOf(parts) };
  const all = owed.points > 0n ? [...parts, owed] : parts;
  return moved(after, reason, [{ from: "available", to: "spent", points: amount }], all);
};

/** What has ended by now is no longer usable; undefined where nothing has. */
export const expire = (points: Points, now: Date): Moved | undefined => {
  const due = [...points.buckets.values()].filter(({ expireTime, remaining }) => expireTime <= now && remaining > 0n);
  if (due.length === 0) return undefined;
  const parts = due.map(({ expireTime, remaining }) => ({ expireTime, points: remaining }));
  const posting: Posting = { from: "available", to: "expired", points: sumOf(parts) };
  const after = parts.reduce(
    (all, { expireTime, points: ended }) =>
      changeBucket(all, expireTime, ({ expired }) => ({ remaining: 0n, expired: expired + ended })),
    post(points, posting),
  );
  return moved(after, "EXPIRED", [posting], parts);
};
