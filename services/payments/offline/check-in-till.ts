import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { CheckInTillRequest, TillTerms } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import { assertClaimsFor } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { contractOf } from "../merchant/merchant-contract.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { type OfflineTillRow, offlineTillIdOf, offlineTillsOf } from "./offline-till-model.ts";

/**
 * CheckInTill: the till has contact, and nothing that it sold without is still waiting. What it took without contact is counted anew from here, and no scan before it
 * is taken any more.
 */
export const checkInTill =
  (parts: PaymentsParts): Handler<CheckInTillRequest, TillTerms> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const storeId = fields.id("store_id", request.storeId, "str");
    const terminalId = fields.text("terminal_id", request.terminalId, 1, 32);
    fields.check();
    assertClaimsFor(caller, { merchantId, storeId });
    const merchant = await findRow(parts.merchants, { _id: merchantId });
    if (!merchant) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const asked = earlier(request.askedTime, now);
    const checkInTime = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => keepContact(parts, session, { storeId, terminalId, asked }, now)),
    );
    return { checkInTime, offline: contractOf(merchant).offline };
  };

/** How long a check-in may have been on its way; what is said to be older could be a scan that is to be backdated. */
const MAX_SLOWNESS_MS = 60_000;

/** When the till asked: what it sold since then was sold after its contact, however late that arrives. */
const earlier = (askedTime: Date | undefined, now: Date): Date => {
  const earliest = plusMs(now, -MAX_SLOWNESS_MS);
  if (!askedTime || askedTime > now) return now;
  return askedTime < earliest ? earliest : askedTime;
};

/** P38: names of tills are free, so their number is not. */
const MAX_TILLS = 50;
/** A till may sell for a day after its contact, and what it sold may be a day on its way. */
const FORGET_AFTER_MS = 48 * 60 * 60 * 1000;

/** The contact is kept (its instant is told), and what the till had taken before it leaves the till's sum and its store's, together. The store's row makes new tills wait for each other. */
const keepContact = async (
  parts: PaymentsParts,
  session: ClientSession,
  { storeId, terminalId, asked }: { readonly storeId: string; readonly terminalId: string; readonly asked: Date },
  now: Date,
): Promise<Date> => {
  const { offlineTills, offlineStores } = parts;
  const filter = { _id: offlineTillIdOf(storeId, terminalId) };
  const before = await findRow(offlineTills, filter, session);
  const gone = before ? before.taken : await makeRoom(parts, session, storeId, now);
  const left = { filter: { _id: storeId }, update: { $inc: { taken: -gone } } };
  await updateRow(offlineStores, left, { session, upsert: true });
  // A request that was overtaken by a later one takes nothing back.
  const checkInTime = before && before.checkInTime > asked ? before.checkInTime : asked;
  const contact = { filter, update: { $set: { checkInTime, taken: 0n } } };
  await updateRow(offlineTills, contact, { session, upsert: true });
  return checkInTime;
};

/** Forgets the tills that nothing can arrive from any more, for a new one, and gives what they had taken. @throws OFFLINE_TILLS_TOO_MANY. */
const makeRoom = async (
  { offlineTills }: PaymentsParts,
  session: ClientSession,
  storeId: string,
  now: Date,
): Promise<bigint> => {
  const forgetBefore = plusMs(now, -FORGET_AFTER_MS);
  const tills = await offlineTills
    .find({ _id: offlineTillsOf(storeId) })
    .session(session)
    .lean<OfflineTillRow[]>();
  const unseen = tills.filter(({ checkInTime }) => checkInTime < forgetBefore);
  if (tills.length - unseen.length >= MAX_TILLS) throw paymentReasons.error("OFFLINE_TILLS_TOO_MANY");
  await offlineTills.deleteMany({ _id: { $in: unseen.map(({ _id }) => _id) } }, { session });
  return unseen.reduce((sum, { taken }) => sum + taken, 0n);
};
