import type { ClientSession } from "mongoose";
import { type AccountKey, accountIdOf } from "./ledger.ts";
import type { LedgerModels } from "./ledger-model.ts";

/**
 * Opens a credit line or changes its limit. The limit is part of what is available, so the write that draws on the account tests it with the balance (P26,
 * P30); a limit below what is owed lets nothing more be drawn. @throws RangeError for a negative limit or an account of another kind.
 */
export const setCreditLimit = async (
  { accounts }: LedgerModels,
  session: ClientSession,
  key: AccountKey,
  limit: bigint,
): Promise<void> => {
  if (key.kind !== "credit" || limit < 0n) throw new RangeError("a credit line has a limit of zero or more");
  const _id = accountIdOf(key);
  const { kind, owner, currencyCode } = key;
  const before = await accounts.findById(_id).session(session).lean();
  if (!before) {
    const zero = { postedDebits: 0n, postedCredits: 0n, held: 0n };
    await accounts.create([{ _id, kind, owner, currencyCode, ...zero, available: limit, creditLimit: limit }], {
      session,
    });
    return;
  }
  const raised = limit - (before.creditLimit ?? 0n);
  await accounts.updateOne({ _id }, { $set: { creditLimit: limit }, $inc: { available: raised } }, { session });
};
