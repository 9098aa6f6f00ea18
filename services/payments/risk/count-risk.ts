import type { ClientSession, Model } from "mongoose";
import { findRow, type RowChange, updateRow } from "../../../kernel/store/rows.ts";
import type { RiskCounterRow } from "./risk-counter-model.ts";
import type { RiskSum } from "./risk-mark.ts";

/** What is to be counted, and the most that it may come to. */
export interface RiskClaim {
  readonly sum: RiskSum;
  readonly max: bigint;
}

type Counters = Model<RiskCounterRow>;

/** In which order rows are written: what many payments share comes last, so that it is locked for the shortest time. All go in one order. */
const ORDER: readonly string[] = ["usr", "crd", "mer", "iss"];

const rankOf = (counterId: string): number => ORDER.indexOf(counterId.slice(0, 3));

/** Counts all the claims or none, and answers with the first that does not fit. */
export const countRisk = async <Claim extends RiskClaim>(
  counters: Counters,
  session: ClientSession,
  claims: readonly Claim[],
): Promise<Claim | undefined> => {
  const rows = Map.groupBy(claims, ({ sum }) => sum.counterId);
  const order = [...rows.keys()].toSorted((a, b) => rankOf(a) - rankOf(b));
  const counted: RiskSum[] = [];
  for (const counterId of order) {
    const ofRow = rows.get(counterId) ?? [];
    const exceeded = await countInRow(counters, session, counterId, ofRow);
    if (exceeded) {
      await giveBackSums(counters, session, counted);
      return exceeded;
    }
    counted.push(...ofRow.map(({ sum }) => sum));
  }
  return undefined;
};

/** P26, P38: one conditional write tests every limit of the row and counts. It misses where a limit is reached, and where a period has begun. */
const countInRow = async <Claim extends RiskClaim>(
  counters: Counters,
  session: ClientSession,
  counterId: string,
  claims: readonly Claim[],
): Promise<Claim | undefined> => {
  const fits = claims.flatMap(({ sum, max }) => [
    [`${meterOf(sum)}.period`, sum.period],
    [`${meterOf(sum)}.used`, { $lte: max - sum.used }],
  ]);
  const change = { filter: { _id: counterId, ...Object.fromEntries(fits) }, update: { $inc: incOf(claims, 1n) } };
  if ((await updateRow(counters, change as RowChange<RiskCounterRow>, { session })) === 1) return undefined;
  return countAnew(counters, session, counterId, claims);
};

/** The long way: reads what is counted, and begins meters whose period has begun. The transaction runs again where another one writes the row meanwhile. */
const countAnew = async <Claim extends RiskClaim>(
  counters: Counters,
  session: ClientSession,
  counterId: string,
  claims: readonly Claim[],
): Promise<Claim | undefined> => {
  const meters = (await findRow(counters, { _id: counterId }, session))?.meters ?? {};
  const usedSoFar = ({ ruleId, period }: RiskSum): bigint =>
    meters[ruleId]?.period === period ? meters[ruleId].used : 0n;
  const exceeded = claims.find(({ sum, max }) => usedSoFar(sum) + sum.used > max);
  if (exceeded) return exceeded;
  const after = claims.map(({ sum }) => [meterOf(sum), { period: sum.period, used: usedSoFar(sum) + sum.used }]);
  const change = { filter: { _id: counterId }, update: { $set: Object.fromEntries(after) } };
  await updateRow(counters, change as RowChange<RiskCounterRow>, { session, upsert: true });
  return undefined;
};

/** Takes sums back out of their meters; one whose period is over has left them already. */
export const giveBackSums = async (
  counters: Counters,
  session: ClientSession,
  sums: readonly RiskSum[],
): Promise<void> => {
  for (const [counterId, ofRow] of Map.groupBy(sums, (sum) => sum.counterId)) {
    const row = await findRow(counters, { _id: counterId }, session);
    const live = ofRow.filter(({ ruleId, period }) => row?.meters[ruleId]?.period === period);
    if (live.length === 0) continue;
    const change = {
      filter: { _id: counterId },
      update: {
        $inc: incOf(
          live.map((sum) => ({ sum })),
          -1n,
        ),
      },
    };
    await updateRow(counters, change as RowChange<RiskCounterRow>, { session });
  }
};

const meterOf = ({ ruleId }: RiskSum): string => `meters.${ruleId}`;

const incOf = (claims: readonly { readonly sum: RiskSum }[], sign: 1n | -1n): Record<string, bigint> =>
  Object.fromEntries(claims.map(({ sum }) => [`${meterOf(sum)}.used`, sign * sum.used]));
