import type { Model } from "mongoose";
import type { AttemptState, PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import type { TradeState } from "../trade/trade.ts";
import type { TradeRow } from "../trade/trade-model.ts";
import { entriesOfAttempt } from "./expected-entries.ts";
import { isExpected } from "./is-expected.ts";
import type { EntryRow, LedgerModels } from "./ledger-model.ts";
import type { Complain } from "./replay-entries.ts";
import { scanCollection, type View } from "./scan-collection.ts";

interface AttemptModels extends Pick<LedgerModels, "entries"> {
  readonly attempts: Model<PaymentAttemptRow>;
  readonly trades: Model<TradeRow>;
}

/**
 * Holds every attempt at a channel, and every one that holds money, against the ledger and its trade: what came too late was booked, and given back, exactly as its state says (P8), and a trade
 * is paid by the one attempt that was, so no payer has paid twice for it and none is paid by nobody.
 */
export const compareAttempts = async (
  { attempts, entries, trades }: AttemptModels,
  view: View,
  complain: Complain,
): Promise<void> => {
  for await (const rows of scanCollection(attempts, view, {
    $or: [{ channelId: { $exists: true } }, { state: "HELD" }],
  })) {
    const subjects = rows.map(({ _id }) => _id);
    const found = await entries
      .find({ subjectId: { $in: subjects } })
      .session(view)
      .lean<EntryRow[]>();
    const own = await trades
      .find({ _id: { $in: rows.flatMap(({ tradeId }) => tradeId ?? []) } })
      .session(view)
      .lean<TradeRow[]>();
    const entriesOf = Map.groupBy(found, ({ subjectId }) => subjectId);
    const tradeOf = new Map(own.map((trade) => [trade._id, trade]));
    for (const attempt of rows) {
      if (!isExpected(entriesOf.get(attempt._id) ?? [], entriesOfAttempt(attempt)))
        complain(`attempt ${attempt._id} is ${attempt.state}, which is not what its entries moved`);
      const trade = attempt.tradeId ? tradeOf.get(attempt.tradeId) : undefined;
      if (!agree(attempt, trade))
        complain(`attempt ${attempt._id} is ${attempt.state}, which its trade ${attempt.tradeId} knows nothing of`);
    }
  }
};

/** How a trade stands whose attempt stands so. Attempts in other states are over, and no trade waits for them or is paid by them. */
const STANDS: Partial<Record<AttemptState, TradeState>> = {
  ...{ SENT: "PAYING", REVERSING: "REVERSING", PAID: "SUCCESS", HELD: "AUTHORIZED" },
};

const agree = ({ _id, state, amount }: PaymentAttemptRow, trade: TradeRow | undefined): boolean => {
  if (trade?.amount !== amount) return false;
  const isCurrent = trade?.attemptId === _id;
  const due = STANDS[state];
  if (due) return isCurrent && trade.state === due;
  return !isCurrent || !Object.values(STANDS).includes(trade.state);
};
