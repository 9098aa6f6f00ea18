import type { ClientSession } from "mongoose";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { latestCheckIn, type OfflineTerms } from "./offline-terms.ts";
import { offlineTillIdOf } from "./offline-till-model.ts";

/** What a till took, and when, without a network. */
interface Taking {
  readonly storeId: string;
  readonly terminalId: string;
  readonly amount: bigint;
  readonly scanTime: Date;
}

type Models = Pick<PaymentsParts, "offlineTills" | "offlineStores" | "offlineTakings">;

/**
 * P38: one conditional write each tests and counts what the till, and what its store has taken. Names of tills are free, so the store's sum has the same cap:
 * three names take no more than one. False where it does not fit, and then nothing is counted.
 */
export const countTaken = async (
  models: Models,
  session: ClientSession,
  taking: Taking,
  { maxTotal }: OfflineTerms,
): Promise<boolean> => {
  const { storeId, terminalId, amount } = taking;
  const fits = { taken: { $lte: maxTotal - amount } };
  const update = { $inc: { taken: amount } };
  const till = { _id: offlineTillIdOf(storeId, terminalId), checkInTime: { $lte: latestCheckIn(taking) }, ...fits };
  if ((await updateRow(models.offlineTills, { filter: till, update }, { session })) === 0) return false;
  if ((await updateRow(models.offlineStores, { filter: { _id: storeId, ...fits }, update }, { session })) === 1)
    return true;
  const back = { filter: { _id: till._id }, update: { $inc: { taken: -amount } } };
  await updateRow(models.offlineTills, back, { session });
  return false;
};

/** Takes it out of both sums again. */
export const uncountTaken = async (
  models: Models,
  session: ClientSession,
  { storeId, terminalId, amount }: Pick<Taking, "storeId" | "terminalId" | "amount">,
): Promise<void> => {
  const update = { $inc: { taken: -amount } };
  await updateRow(models.offlineTills, { filter: { _id: offlineTillIdOf(storeId, terminalId) }, update }, { session });
  await updateRow(models.offlineStores, { filter: { _id: storeId }, update }, { session });
};

/** Notes what a channel is to be told of: it is counted, and may yet be refused. */
export const noteTaking = (models: Models, session: ClientSession, tradeId: string, taking: Taking): Promise<void> =>
  insertRow(models.offlineTakings, { _id: tradeId, ...taking, isCounted: true }, session);

/** Said of every payment that a channel did not make: where a till took it without a network, it leaves the sums, unless the till's contact has emptied them since. */
export const giveBackTaking = (models: Models, session: ClientSession, tradeId: string): Promise<void> =>
  moveTaking(models, session, tradeId, false);

/** Said where the payer's next source paid in the stead of the channel that refused. */
export const countTakingAgain = (models: Models, session: ClientSession, tradeId: string): Promise<void> =>
  moveTaking(models, session, tradeId, true);

const moveTaking = async (
  models: Models,
  session: ClientSession,
  tradeId: string,
  isCounted: boolean,
): Promise<void> => {
  const row = await findRow(models.offlineTakings, { _id: tradeId }, session);
  if (!row || row.isCounted === isCounted) return;
  const { _id, storeId, terminalId, amount } = row;
  await updateRow(models.offlineTakings, { filter: { _id }, update: { $set: { isCounted } } }, { session });
  const update = { $inc: { taken: isCounted ? amount : -amount } };
  const till = { _id: offlineTillIdOf(storeId, terminalId), checkInTime: { $lte: latestCheckIn(row) } };
  if ((await updateRow(models.offlineTills, { filter: till, update }, { session })) === 0) return;
  await updateRow(models.offlineStores, { filter: { _id: storeId }, update }, { session });
};
