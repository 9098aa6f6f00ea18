import type { Model } from "mongoose";
import type { PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import { entriesOfAttempt } from "./expected-entries.ts";
import { isExpected } from "./is-expected.ts";
import type { EntryRow, LedgerModels } from "./ledger-model.ts";
import type { Complain } from "./replay-entries.ts";
import { scanCollection, type View } from "./scan-collection.ts";

interface AttemptModels extends Pick<LedgerModels, "entries"> {
  readonly attempts: Model<PaymentAttemptRow>;
}

/** Holds every attempt at a channel against the ledger: what came too late was booked, and given back, exactly as its state says (P8). */
export const compareAttempts = async (
  { attempts, entries }: AttemptModels,
  view: View,
  complain: Complain,
): Promise<void> => {
  for await (const rows of scanCollection(attempts, view, { channelId: { $exists: true } })) {
    const subjects = rows.map(({ _id }) => _id);
    const found = await entries
      .find({ subjectId: { $in: subjects } })
      .session(view)
      .lean<EntryRow[]>();
    const entriesOf = Map.groupBy(found, ({ subjectId }) => subjectId);
    for (const attempt of rows)
      if (!isExpected(entriesOf.get(attempt._id) ?? [], entriesOfAttempt(attempt)))
        complain(`attempt ${attempt._id} is ${attempt.state}, which is not what its entries moved`);
  }
};
