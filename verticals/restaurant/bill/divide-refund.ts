/** A share that is paid. */
interface PaidShare {
  readonly _id: string;
  readonly amount: bigint;
  /** How much of it is back, on its way back, or kept for a refund that is to be asked for again. */
  readonly held: bigint;
}

/** A line of a paid bill. */
interface PaidLine {
  readonly _id: string;
  /** At the menu's prices, minor units. */
  readonly value: bigint;
  readonly quantity: number;
  readonly refundedQuantity: number;
  /** Of the share that pays for it; empty. */
  readonly shareId: string;
}

/** What was paid for a line: by the share that it is in, and by what pays for no line in particular. */
interface Paid {
  readonly own: bigint;
  readonly common: bigint;
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/** Parts of an amount by weight, which sum to it exactly; of an amount that is not above the sum of the weights, none is above its weight. */
const spread = (amount: bigint, weights: readonly bigint[]): readonly bigint[] => {
  const whole = sumOf(weights);
  let weight = 0n;
  let given = 0n;
  return weights.map((own) => {
    weight += own;
    const part = whole === 0n ? 0n : (amount * weight) / whole - given;
    given += part;
    return part;
  });
};

/**
 * What was paid for each line. A share pays for its own lines, up to their prices; what it pays beyond, and what shares of an amount pay, is common: it paid for
 * whatever the lines' own shares left unpaid, each in proportion. So all that was paid belongs to some line, however the bill was split (V22).
 */
const paidFor = (shares: readonly PaidShare[], lines: readonly PaidLine[]): ReadonlyMap<string, Paid> => {
  const own = new Map<string, bigint>();
  for (const share of shares) {
    const mine = lines.filter(({ shareId }) => shareId === share._id);
    const values = mine.map(({ value }) => value);
    const parts = spread(least(share.amount, sumOf(values)), values);
    for (const [index, { _id }] of mine.entries()) own.set(_id, parts[index]!);
  }
  const ownOf = ({ _id }: PaidLine): bigint => own.get(_id) ?? 0n;
  const common = sumOf(shares.map(({ amount }) => amount)) - sumOf([...own.values()]);
  const commons = spread(
    common,
    lines.map((line) => line.value - ownOf(line)),
  );
  return new Map(lines.map((line, index) => [line._id, { own: ownOf(line), common: commons[index]! }]));
};

/** What goes back of an amount for the first so many of a line: rounded down, so the last takes what does not divide. */
const back = (amount: bigint, { quantity }: PaidLine, count: number): bigint =>
  (amount * BigInt(count)) / BigInt(quantity);

/**
 * How much of each share goes back for some of a line: of its own share what that paid for it, and what was paid in common of all that have of it, by what they
 * have left. Whoever gives back everything, dish by dish, has given back exactly what was paid; and never more than a share has left, whatever went back past us.
 */
export const divideRefund = (
  shares: readonly PaidShare[],
  lines: readonly PaidLine[],
  { lineId, quantity }: { readonly lineId: string; readonly quantity: number },
): readonly bigint[] => {
  const paid = paidFor(shares, lines);
  const line = lines.find(({ _id }) => _id === lineId);
  const { own, common } = paid.get(lineId) ?? { own: 0n, common: 0n };
  if (!line) return shares.map(() => 0n);
  const due = (amount: bigint): bigint =>
    back(amount, line, line.refundedQuantity + quantity) - back(amount, line, line.refundedQuantity);
  const rooms = shares.map(({ amount, held }) => positive(amount - held));
  const forOwn = ({ _id }: PaidShare): bigint => {
    const mine = lines.filter(({ shareId }) => shareId === _id);
    return sumOf(mine.map((one) => paid.get(one._id)!.own - back(paid.get(one._id)!.own, one, one.refundedQuantity)));
  };
  const commons = shares.map((share, index) => positive(rooms[index]! - forOwn(share)));
  const ofCommon = spread(least(due(common), sumOf(commons)), commons);
  return shares.map(({ _id }, index) => {
    const ofOwn = _id === line.shareId ? least(due(own), rooms[index]!) : 0n;
    return ofOwn + ofCommon[index]!;
  });
};
