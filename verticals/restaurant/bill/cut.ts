import type { RestaurantReason } from "../errors.ts";
import { type DiningOrder, lineTotal, type OrderLine, unshared } from "../order/order.ts";
import type { BillShare, SplitMode } from "./share.ts";

/** How somebody wants to split a bill. */
export interface CutCommand {
  readonly mode: SplitMode;
  readonly lineIds: readonly string[];
  readonly count: number;
  readonly amount: bigint;
}

/** A share before it has an id. */
export type Cut = Pick<BillShare, "amount" | "personId" | "personName" | "lineIds" | "carriesRemainder">;

const cut = (amount: bigint, given: Partial<Cut> = {}): Cut => ({
  ...{ amount, personId: "", personName: "", lineIds: [], carriesRemainder: false },
  ...given,
});

const sumOf = (lines: readonly OrderLine[]): bigint => lines.reduce((sum, line) => sum + lineTotal(line), 0n);
const idsOf = (lines: readonly OrderLine[]): string[] => lines.map(({ _id }) => _id);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Equal parts, exact to the minor unit: of what does not divide the first ones carry one more each, and say so. */
export const cutEvenly = (total: bigint, count: number): readonly Cut[] => {
  const [base, rest] = [total / BigInt(count), Number(total % BigInt(count))];
  return Array.from({ length: count }, (_, index) =>
    cut(index < rest ? base + 1n : base, { carriesRemainder: index < rest }),
  );
};

/** A part per person who ordered, in the order in which they did; the staff's lines are one part of nobody's. A discount comes off the last parts. */
const cutByPerson = (lines: readonly OrderLine[], left: bigint): readonly Cut[] => {
  const people = new Map<string, OrderLine[]>();
  for (const line of lines) {
    const personId = line.addedById.startsWith("usr_") ? line.addedById : "";
    people.set(personId, [...(people.get(personId) ?? []), line]);
  }
  let rest = left;
  const cuts = [...people].map(([personId, own]) => {
    const amount = least(sumOf(own), rest);
    rest -= amount;
    return cut(amount, { personId, personName: personId ? (own[0]?.addedByName ?? "") : "", lineIds: idsOf(own) });
  });
  return cuts.filter(({ amount }) => amount > 0n);
};

/**
 * Cuts shares of what no share pays yet, or says why not. Lines are paid by one share at most; an amount that was cut of the whole (PARTIAL, EVENLY) pays for
 * no line in particular, and once there is such a share, WHOLE pays no line in particular either.
 *
 * @param lines that were sent and not cancelled. @param amountShares whether a live share pays an amount of the whole.
 */
export const cutBill = (
  order: DiningOrder,
  lines: readonly OrderLine[],
  { mode, lineIds, count, amount }: CutCommand,
  amountShares: boolean,
): readonly Cut[] | RestaurantReason => {
  const left = unshared(order);
  const free = lines.filter(({ shareId }) => shareId === "");
  const named = lines.filter(({ _id }) => lineIds.includes(_id));
  if (mode === "BY_ITEM" && named.length < lineIds.length) return "LINE_NOT_FOUND";
  if (order.state !== "OPEN") return "ORDER_CLOSED";
  if (mode === "BY_ITEM" && named.some(({ shareId }) => shareId !== "")) return "LINE_IN_SHARE";
  if (left <= 0n || (mode === "BY_PERSON" && free.length === 0)) return "BILL_FULLY_SHARED";
  if (mode === "PARTIAL" && amount > left) return "SHARE_TOO_LARGE";
  if (mode === "EVENLY" && left < BigInt(count)) return "SHARE_TOO_SMALL";
  switch (mode) {
    case "WHOLE":
      return [cut(left, { lineIds: amountShares ? [] : idsOf(free) })];
    case "BY_PERSON":
      return cutByPerson(free, left);
    case "BY_ITEM":
      return [cut(least(sumOf(named), left), { lineIds: idsOf(named) })];
    case "EVENLY":
      return cutEvenly(left, count);
    case "PARTIAL":
      return [cut(amount)];
  }
};
