import type { Model } from "mongoose";
import type { RefundRow } from "../refund/refund-model.ts";
import { paymentPostings, refundPostings } from "../trade/draw-funds.ts";
import type { TradeRow } from "../trade/trade-model.ts";
import { accountIdOf, EntryReason, HoldState, type Posting } from "./ledger.ts";
import type { EntryRow, HoldRow, LedgerModels } from "./ledger-model.ts";
import type { Complain } from "./replay-entries.ts";
import { scanCollection, type View } from "./scan-collection.ts";

export interface TradeModels extends LedgerModels {
  readonly trades: Model<TradeRow>;
  readonly refunds: Model<RefundRow>;
}

/** A trade with everything that the ledger and the refunds know of it. */
interface TradeFile {
  readonly trade: TradeRow;
  readonly entry?: EntryRow;
  readonly hold?: HoldRow;
  readonly refunds: readonly { readonly refund: RefundRow; readonly entry?: EntryRow }[];
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
  const subjects = [...tradeIds, ...refunds.map(({ _id }) => _id)];
  const entries = await models.entries
    .find({ subjectId: { $in: subjects } })
    .session(view)
    .lean<EntryRow[]>();
  const holds = await models.holds
    .find({ subjectId: { $in: tradeIds } })
    .session(view)
    .lean<HoldRow[]>();
  const entryOf = new Map(entries.map((entry) => [`${entry.reason} ${entry.subjectId}`, entry]));
  const holdOf = new Map(holds.map((hold) => [hold.subjectId, hold]));
  const refundsOf = Map.groupBy(refunds, ({ tradeId }) => tradeId);
  return trades.map((trade) => ({
    trade,
    entry: entryOf.get(`${EntryReason.PAYMENT} ${trade._id}`),
    hold: holdOf.get(trade._id),
    refunds: (refundsOf.get(trade._id) ?? []).map((refund) => ({
      refund,
      entry: entryOf.get(`${EntryReason.REFUND} ${refund._id}`),
    })),
  }));
};

const problemsOf = (file: TradeFile): string[] => [
  ...paymentProblems(file),
  ...holdProblems(file),
  ...refundProblems(file),
];

const paymentProblems = ({ trade, entry }: TradeFile): string[] => {
  if (trade.state !== "SUCCESS")
    return entry ? [`trade ${trade._id} is ${trade.state}, but entry ${entry._id} moved money`] : [];
  if (!entry) return [`trade ${trade._id} is SUCCESS, but no entry moved its money`];
  return moves(entry, paymentPostings(trade, trade.paidAmount ?? 0n))
    ? []
    : [`trade ${trade._id}: entry ${entry._id} is not its payment`];
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

const refundProblems = ({ trade, refunds }: TradeFile): string[] => {
  const sum = refunds.reduce((total, { refund }) => total + refund.amount, 0n);
  const problems: string[] = [];
  if (sum !== trade.refundedAmount)
    problems.push(`trade ${trade._id}: refundedAmount is ${trade.refundedAmount}, its refunds come to ${sum}`);
  if (sum > (trade.paidAmount ?? 0n)) problems.push(`trade ${trade._id}: more is refunded than was paid`);
  const feeReturned = refunds.reduce((total, { refund }) => total + (refund.feeReturned ?? 0n), 0n);
  if (feeReturned !== (trade.feeReturned ?? 0n))
    problems.push(`trade ${trade._id}: feeReturned is ${trade.feeReturned}, its refunds' come to ${feeReturned}`);
  if (feeReturned > (trade.feeAmount ?? 0n)) problems.push(`trade ${trade._id}: more fee came back than was charged`);
  for (const { refund, entry } of refunds)
    if (!entry || !moves(entry, refundPostings(trade, refund)))
      problems.push(`refund ${refund._id} has no entry that moved its money`);
  return problems;
};

const textOf = (debit: string, credit: string, amount: bigint): string => `${debit} ${credit} ${amount}`;

/** Whether an entry's postings are these, whatever their order. */
const moves = (entry: EntryRow, postings: readonly Posting[]): boolean => {
  const stored = entry.postings.map((one) => textOf(one.debitAccountId, one.creditAccountId, one.amount));
  const due = postings.map(({ debit, credit, amount }) => textOf(accountIdOf(debit), accountIdOf(credit), amount));
  return stored.sort().join() === due.sort().join();
};

/** What the ledger has of trades and refunds that do not exist: entries, and open holds that nobody would ever resolve. */
export const findOrphans = async (
  models: TradeModels,
  view: View,
  complain: Complain,
): Promise<{ orphanHolds: string[] }> => {
  for await (const rows of scanCollection(models.entries, view)) {
    const known = await knownSubjects(models, view, rows);
    for (const { _id, reason, subjectId } of rows)
      if ((reason === "PAYMENT" || reason === "REFUND") && !known.has(subjectId))
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
  { trades, refunds }: TradeModels,
  view: View,
  rows: readonly { readonly subjectId: string }[],
): Promise<Set<string>> => {
  const subjects = rows.map(({ subjectId }) => subjectId);
  const found = [
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
