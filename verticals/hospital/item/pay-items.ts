import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { ItemBill, PayItemsRequest } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { loadBoundPatient } from "../patient/load-bound-patient.ts";
import { createTradeRequest } from "../payment/claim.ts";
import { isRefusal } from "../payment/settle-trade.ts";
import { settingsOf } from "../schedule/schedule.ts";
import { settleBill } from "./conclude-bill.ts";
import { type BillRow, billClaim, type ItemRow } from "./item.ts";
import { billMessage } from "./item-message.ts";

/**
 * PayItems (H5): takes all of the items or none, by a conditional write each, in one transaction with the bill; then its trade is made. A crash in between leaves
 * an open bill, which the same call continues and the recovery ends.
 */
export const payItems =
  (parts: HospitalParts): Handler<PayItemsRequest, ItemBill> =>
  async (request, context) => {
    const { caller, now, deadline, signal, traceparent } = context;
    const userId = userOf(caller);
    const asked = { userId, ...parse(request) };
    const { bill, isReplay } = await parts.store.transaction((session) => takeItems(parts, asked, now, session));
    if (isReplay) context.markReplayed();
    faultPoint("hospital.items.taken");
    const claim = createTradeRequest(billClaim(bill));
    const trade = await parts.payments
      .createTrade(claim, { deadline, signal, traceparent })
      .catch((error: unknown) => giveUp(parts, bill, error, context));
    return billMessage(bill, trade.tradeId);
  };

/** A refusal that no repetition mends opens the items at once, when payments has made sure that no other call makes the trade after all; and is told. */
const giveUp = async (
  parts: HospitalParts,
  bill: BillRow,
  error: unknown,
  { now, traceparent }: CallContext,
): Promise<never> => {
  if (isRefusal(error))
    await settleBill(parts, bill, { now, traceparent }).catch((err: unknown) =>
      parts.log.warn({ err, billId: bill._id }, "a bill that payments refused is not over yet"),
    );
  throw error;
};

const parse = (request: PayItemsRequest) => {
  const fields = readFields();
  const patientId = fields.id("patient_id", request.patientId, "pat");
  const { itemIds } = request;
  if (itemIds.length < 1 || itemIds.length > 50 || new Set(itemIds).size !== itemIds.length)
    fields.refuse({ field: "item_ids", en: "1 to 50, each once", zh: "1 至 50 项，不得重复" });
  for (const [index, itemId] of itemIds.entries()) fields.id(`item_ids[${index}]`, itemId, "itm");
  const expected = fields.amount("expected_total", request.expectedTotal);
  fields.check();
  return { patientId, itemIds, expected };
};

type Asked = ReturnType<typeof parse> & { readonly userId: string };

const takeItems = async (
  parts: HospitalParts,
  asked: Asked,
  now: Date,
  session: ClientSession,
): Promise<{ bill: BillRow; isReplay: boolean }> => {
  const { userId, patientId, itemIds, expected } = asked;
  await loadBoundPatient(parts, userId, patientId, session);
  const rows = await parts.items
    .find({ _id: { $in: itemIds }, patientId })
    .session(session)
    .lean<ItemRow[]>();
  const known = await openBillOf(parts, rows, asked, session);
  if (known) return { bill: known, isReplay: true };
  if (rows.some(({ state }) => state === "IN_PAYMENT")) throw hospitalReasons.error("ITEMS_IN_PAYMENT");
  const [first] = rows;
  const total = rows.reduce((sum, { price }) => sum + price, 0n);
  const isAsSeen =
    first &&
    rows.length === itemIds.length &&
    rows.every(({ state, storeId }) => state === "OPEN" && storeId === first.storeId);
  if (!isAsSeen || total !== expected.minorUnits || first.currencyCode !== expected.currencyCode)
    throw hospitalReasons.error("ITEMS_CHANGED");
  const bill = await billOf(parts, first, { userId, itemIds, total }, now, session);
  const taken = { $set: { state: "IN_PAYMENT", billId: bill._id } } as const;
  for (const _id of itemIds)
    if ((await updateRow(parts.items, { filter: { _id, state: "OPEN" }, update: taken }, { session })) === 0)
      throw hospitalReasons.error("ITEMS_IN_PAYMENT");
  await insertRow(parts.bills, bill, session);
  return { bill, isReplay: false };
};

/** The bill that this user has open for exactly these items. */
const openBillOf = async (
  { bills }: HospitalParts,
  rows: readonly ItemRow[],
  { userId, itemIds }: Asked,
  session: ClientSession,
): Promise<BillRow | undefined> => {
  const billId = rows[0]?.billId;
  if (!billId || rows.some((row) => row.state !== "IN_PAYMENT" || row.billId !== billId)) return undefined;
  const bill = await findRow(bills, { _id: billId, userId, state: "OPEN" }, session);
  const isSame = bill?.itemIds.length === itemIds.length && rows.length === itemIds.length;
  return isSame ? (bill ?? undefined) : undefined;
};

const billOf = async (
  { clinics }: HospitalParts,
  { merchantId, storeId, patientId, currencyCode }: ItemRow,
  { userId, itemIds, total }: { userId: string; itemIds: readonly string[]; total: bigint },
  now: Date,
  session: ClientSession,
): Promise<BillRow> => {
  const { billMs } = settingsOf(await findRow(clinics, { _id: storeId }, session));
  const expireTime = plusMs(now, billMs);
  return {
    ...{ _id: newId("bil", now), merchantId, storeId, userId, patientId, itemIds, total, currencyCode, state: "OPEN" },
    ...{ lifetimeS: Math.ceil(billMs / 1000), expireTime, recoverTime: expireTime, recoveries: 0 },
  };
};
