/** A share that paid, and how much of it is back already. */
interface Source {
  readonly amount: bigint;
  readonly refunded: bigint;
}

/** What a pot of shares paid for, minor units of the menu's prices: of which a part was given back before, and a part is now. */
interface PotValue {
  readonly whole: bigint;
  readonly before: bigint;
  readonly now: bigint;
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/**
 * How much of each share goes back for a part of what they paid for. Where a discount made them pay less than the menu's prices, so much less goes back; and
 * whoever gives back everything, dish by dish, has given back exactly what was paid: the sum so far is always rounded down, so the last refund takes the
 * remainder. Among several shares it comes of each by what is left of it, the first ones with room carrying what does not divide.
 */
export const divideRefund = (sources: readonly Source[], value: PotValue): readonly bigint[] => {
  const paid = sumOf(sources.map(({ amount }) => amount));
  const backThen = sumOf(sources.map(({ refunded }) => refunded));
  const due = ((value.before + value.now) * paid) / value.whole - backThen;
  const rooms = sources.map(({ amount, refunded }) => amount - refunded);
  const room = sumOf(rooms);
  if (due <= 0n || room === 0n) return sources.map(() => 0n);
  const parts = rooms.map((own) => (due * own) / room);
  let rest = due - sumOf(parts);
  return parts.map((part, index) => {
    const extra = rest > 0n && part < rooms[index]! ? 1n : 0n;
    rest -= extra;
    return part + extra;
  });
};
