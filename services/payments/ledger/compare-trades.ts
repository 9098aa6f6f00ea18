import type { Model } from "mongoose";
import { subjectOf } from "../refund/refund.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import { channelIdOf } from "../trade/draw-funds.ts";
import type { PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import type { TradeRow } from "../trade/trade-model.ts";
import { entriesOfRefund, entriesOfTrade } from "./expected-entries.ts";
import { isExpected } from "./is-expected.ts";
import { type EntryReason, HoldState } from "./ledger.ts";
import type { EntryRow, HoldRow, LedgerModels } from "./ledger-model.ts";
import type { Complain } from "./replay-entries.ts";
import { scanCollection, type View } from "./scan-collection.ts";

export interface TradeModels extends LedgerModels {
  readonly trades: Model<TradeRow>;
  readonly refunds: Model<RefundRow>;
  readonly attempts: Model<PaymentAttemptRow>;
}

/** A trade with everything that the ledger and the refunds know of it. */
interface TradeFile {
  readonly trade: TradeRow;
  readonly hold?: HoldRow;
  readonly refunds: readonly RefundRow[];
  /** The entries of the trade and of its refunds. */
  readonly entries: readonly EntryRow[];
}

/** Holds every trade against the ledger: what was paid and refunded has its entry, what was not has none, and no final trade holds money. */
export const compareTrades = async (
  models: TradeModels,
  view: View,
  complain: Complain,
): Promise<{ trades: number }> => {
  let trades = 0;
  for await (const rows of scanCollection(models.trades, view)) {
    trades += rows.length;
    for (const file of await filesOf(models, view, rows)) for (const problem of problemsOf(file)) complain(problem);
  }
  return { trades };
};

const filesOf = async (models: TradeModels, view: View, trades: readonly TradeRow[]): Promise<TradeFile[]> => {
  const tradeIds = trades.map(({ _id }) => _id);
  const refunds = await models.refunds
    .find({ tradeId: { $in: tradeIds } })
    .session(view)
    .lean<RefundRow[]>();
  const subjects = [...tradeIds, ...refunds.flatMap(subjectsOf)];
  const entries = await models.entries
    .find({ subjectId: { $in: subjects } })
    .session(view)
    .lean<EntryRow[]>();
  const holds = await models.holds
    .find({ subjectId: { $in: tradeIds } })
    .session(view)
    .lean<HoldRow[]>();
  const entriesOf = Map.groupBy(entries, ({ subjectId }) => subjectId);
  const holdOf = new Map(holds.map((hold) => [hold.subjectId, hold]));
  const refundsOf = Map.groupBy(refunds, ({ tradeId }) => tradeId);
  return trades.map((trade) => {
    const own = refundsOf.get(trade._id) ?? [];
    const found = [trade._id, ...own.flatMap(subjectsOf)].flatMap((subjectId) => entriesOf.get(subjectId) ?? []);
    return { trade, hold: holdOf.get(trade._id), refunds: own, entries: found };
  });
};

/** What a refund is called in the entries: each of its tries for itself. */
const subjectsOf = ({ _id, tries = 1 }: RefundRow): string[] =>
  Array.from({ length: tries }, (_, index) => subjectOf({ refundId: _id, tries: index + 1 }));

const problemsOf = (file: TradeFile): string[] => [
  ...paymentProblems(file),
  ...holdProblems(file),
  ...refundProblems(file),
];

const paymentProblems = ({ trade, entries }: TradeFile): string[] => {
  const own = entries.filter(({ subjectId }) => subjectId === trade._id);
  const [entry] = own;
  if (trade.state !== "SUCCESS")
    return entry ? [`trade ${trade._id} is ${trade.state}, but entry ${entry._id} moved money`] : [];
  if (!entry) return [`trade ${trade._id} is SUCCESS, but no entry moved its money`];
  return isExpected(own, entriesOfTrade(trade)) ? [] : [`trade ${trade._id}: entry ${entry._id} is not its payment`];
};

const HOLD_STATES: Readonly<Record<TradeRow["state"], readonly (HoldState | undefined)[]>> = {
  CREATED: [undefined],
  AUTHORIZED: [HoldState.HELD],
  SUCCESS: [undefined, HoldState.POSTED],
  CLOSED: [undefined, HoldState.VOIDED, HoldState.EXPIRED],
  PAYING: [undefined],
  REVERSING: [undefined],
  REVERSED: [undefined],
};

const holdProblems = ({ trade, hold }: TradeFile): string[] => {
  if (hold?._id !== trade.holdId) return [`trade ${trade._id} has hold ${trade.holdId}, the ledger has ${hold?._id}`];
  if (!HOLD_STATES[trade.state].includes(hold?.state))
    return [`trade ${trade._id} is ${trade.state}, but its hold is ${hold?.state ?? "missing"}`];
  if (hold && hold.amount !== trade.amount) return [`trade ${trade._id}: hold ${hold._id} is of another amount`];
  return [];
};

const refundProblems = ({ trade, refunds, entries }: TradeFile): string[] => {
  const live = refunds.filter(({ state }) => state !== "FAILED"); // What failed is as if it had never been asked for.
  const sum = live.reduce((total, { amount }) => total + amount, 0n);
  const problems: string[] = [];
  if (sum !== trade.refundedAmount)
    problems.push(`trade ${trade._id}: refundedAmount is ${trade.refundedAmount}, its refunds come to ${sum}`);
  const arrived = live.reduce((total, { state, amount }) => total + (state === "SUCCESS" ? amount : 0n), 0n);
  if (channelIdOf(trade) && arrived !== (trade.arrivedAmount ?? 0n))
    problems.push(`trade ${trade._id}: arrivedAmount is ${trade.arrivedAmount}, what has arrived comes to ${arrived}`);
  if (sum > (trade.paidAmount ?? 0n)) problems.push(`trade ${trade._id}: more is refunded than was paid`);
  const feeReturned = live.reduce((total, refund) => total + (refund.feeReturned ?? 0n), 0n);
  if (feeReturned !== (trade.feeReturned ?? 0n))
    problems.push(`trade ${trade._id}: feeReturned is ${trade.feeReturned}, its refunds' come to ${feeReturned}`);
  if (feeReturned > (trade.feeAmount ?? 0n)) problems.push(`trade ${trade._id}: more fee came back than was charged`);
  for (const refund of refunds) problems.push(...entryProblems(trade, refund, entries));
  return problems;
};

const entryProblems = (trade: TradeRow, refund: RefundRow, entries: readonly EntryRow[]): string[] => {
  const subjects = subjectsOf(refund);
  const of = (subject: string) => entries.filter(({ subjectId }) => subjectId === subject);
  const last = subjects.at(-1) as string;
  if (of(last).length === 0) return [`refund ${refund._id} has no entry that moved its money`];
  const problems = isExpected(of(last), entriesOfRefund(trade, refund))
    ? []
    : [`refund ${refund._id} is ${refund.state}, which is not what its entries moved`];
  // An earlier try has set aside and set free, or arrived and come back: in the end it moved nothing.
  for (const subject of subjects.slice(0, -1))
    if (!isNothing(of(subject))) problems.push(`refund ${refund._id}: the try ${subject} that failed moved money`);
  return problems;
};

/** Whether entries come to nothing, account by account. */
const isNothing = (entries: readonly EntryRow[]): boolean => {
  const balances = new Map<string, bigint>();
  const add = (accountId: string, amount: bigint) => balances.set(accountId, (balances.get(accountId) ?? 0n) + amount);
  for (const { debitAccountId, creditAccountId, amount } of entries.flatMap(({ postings }) => postings)) {
    add(debitAccountId, -amount);
    add(creditAccountId, amount);
  }
  return [...balances.values()].every((balance) => balance === 0n);
};

/** Why entries exist whose subject is a trade, a refund or an attempt. */
const OF_TRADES: ReadonlySet<EntryReason> = new Set<EntryReason>([
  ...(["PAYMENT", "REFUND", "REFUND_RESERVE", "REFUND_DONE", "REFUND_FREED", "REFUND_RETURNED"] as const),
  ...(["REFUND_EXCESS", "LATE_PAYMENT", "LATE_REFUND"] as const),
]);

/** The row that an entry's subject names: a later try of a refund is of that refund. */
const nameOf = (subjectId: string): string => subjectId.split(".")[0] as string;

/** What the ledger has of trades and refunds that do not exist: entries, and open holds that nobody would ever resolve. */
export const findOrphans = async (
  models: TradeModels,
  view: View,
  complain: Complain,
): Promise<{ orphanHolds: string[] }> => {
  for await (const rows of scanCollection(models.entries, view)) {
    const known = await knownSubjects(models, view, rows);
    for (const { _id, reason, subjectId } of rows)
      if (OF_TRADES.has(reason) && !known.has(nameOf(subjectId)))
        complain(`entry ${_id} moved money for ${subjectId}, which does not exist`);
  }
  const orphanHolds: string[] = [];
  for await (const rows of scanCollection(models.holds, view, { state: HoldState.HELD })) {
    const known = await knownSubjects(models, view, rows);
    orphanHolds.push(...rows.filter(({ subjectId }) => !known.has(subjectId)).map(({ _id }) => _id));
  }
  for (const holdId of orphanHolds) complain(`hold ${holdId} is open for a trade that does not exist`);
  return { orphanHolds };
};

const knownSubjects = async (
  { trades, refunds, attempts }: TradeModels,
  view: View,
  rows: readonly { readonly subjectId: string }[],
): Promise<Set<string>> => {
  const subjects = rows.map(({ subjectId }) => nameOf(subjectId));
  const found = [
    ...(await attempts
      .find({ _id: { $in: subjects } }, { _id: 1 })
      .session(view)
      .lean()),
    ...(await trades
      .find({ _id: { $in: subjects } }, { _id: 1 })
      .session(view)
      .lean()),
    ...(await refunds
      .find({ _id: { $in: subjects } }, { _id: 1 })
      .session(view)
      .lean()),
  ];
  return new Set(found.map(({ _id }) => _id));
};
