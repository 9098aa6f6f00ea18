import type { Store } from "../../kernel/store/open-store.ts";
import type { AppointmentRow, AppointmentState } from "./appointment/appointment.ts";
import { appointmentModel } from "./appointment/appointment-model.ts";
import type { BillRow, ItemRow } from "./item/item.ts";
import { billModel, itemModel } from "./item/item-model.ts";
import type { SlotRow } from "./schedule/schedule.ts";
import { slotModel } from "./schedule/schedule-model.ts";

/** What a check of all appointments and items found. */
export interface AppointmentCheck {
  /** How many of each were looked at. */
  readonly slots: number;
  readonly appointments: number;
  readonly bills: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

/** What payments has of a trade, in minor units; undefined where there is none. Of one that was reversed nothing is paid. */
type AskTrade = (
  merchantId: string,
  merchantTradeId: string,
) => Promise<{ readonly paid: bigint; readonly refunded: bigint; readonly isReversed: boolean } | undefined>;

/** For these a place was used, and its fee is the hospital's. */
const TAKEN: readonly AppointmentState[] = ["CONFIRMED", "CHECKED_IN", "FINISHED", "NO_SHOW", "VOID"];

interface Counts {
  held: number;
  taken: number;
}

/** What payments should have of an appointment, and what it has. A payment under way (HELD) is nobody's mistake. */
const checkAppointment = async (ask: AskTrade, row: AppointmentRow): Promise<string[]> => {
  const { _id, merchantId, state, fee, refundState } = row;
  if (fee === 0n || state === "HELD") return [];
  const trade = await ask(merchantId, _id);
  const name = `appointment ${_id} is ${state}`;
  const { paid = 0n, refunded = 0n, isReversed = false } = trade ?? {};
  if (state === "RELEASED") return paid > 0n ? [`${name}, but its trade is paid`] : [];
  if (!isReversed && paid !== fee) return [`${name}, but ${paid} of ${fee} is paid`];
  if (TAKEN.includes(state)) return [];
  if (refundState === "NONE") return [`${name} and has no refund`];
  const isBack = isReversed || refunded === fee;
  // What the payer's bank sent back of the desk's refund is the desk's to send again.
  const isOwed = row.deskRefunded !== undefined && refunded === row.deskRefunded;
  if (refundState === "DONE" && !isBack && !isOwed) return [`${name}, its refund is DONE, but ${refunded} went back`];
  return [];
};

const checkSlot = (slot: SlotRow, { held, taken }: Counts): string[] => {
  const found: string[] = [];
  const { _id, capacity, free } = slot;
  if (slot.held !== held) found.push(`slot ${_id}: ${slot.held} held, but ${held} appointments are HELD`);
  if (slot.taken !== taken) found.push(`slot ${_id}: ${slot.taken} taken, but ${taken} appointments used it`);
  if (free + slot.held + slot.taken !== capacity || free < 0)
    found.push(`slot ${_id}: ${free} + ${slot.held} + ${slot.taken} places, but ${capacity} in all`);
  return found;
};

/** A bill's trade pays its items' prices, and what went back is what items say. */
const checkBill = async (ask: AskTrade, bill: BillRow, items: readonly ItemRow[]): Promise<string[]> => {
  const { _id, merchantId, state, total } = bill;
  if (state === "OPEN") {
    const isHeld = items.length === bill.itemIds.length && items.every((item) => item.state === "IN_PAYMENT");
    return isHeld ? [] : [`bill ${_id} is OPEN, but its items are not all in payment`];
  }
  const { paid = 0n, refunded = 0n } = (await ask(merchantId, _id)) ?? {};
  if (state === "RELEASED") {
    const found = items.length > 0 ? [`bill ${_id} is RELEASED and still has items`] : [];
    return paid > 0n ? [...found, `bill ${_id} is RELEASED, but its trade is paid`] : found;
  }
  const found: string[] = [];
  const sum = items.reduce((all, { price }) => all + price, 0n);
  if (paid !== total || sum !== total) found.push(`bill ${_id}: ${sum} of items, ${paid} of ${total} paid`);
  const back = items.filter(({ refundState }) => refundState === "DONE").reduce((all, { price }) => all + price, 0n);
  const settled = items.every(({ refundState }) => refundState !== "PENDING");
  const byDesk = bill.deskRefunded ?? 0n;
  if (settled && back + byDesk !== refunded)
    found.push(`bill ${_id}: ${back + byDesk} of items given back, ${refunded} refunded`);
  return found;
};

/**
 * Holds every slot's counters against its appointments, and every appointment, bill and item against its trade at payments. To be run where nothing is being
 * written; `ask` says what payments has of a trade.
 */
export const verifyAppointments = async ({ connection }: Store, ask: AskTrade): Promise<AppointmentCheck> => {
  const mismatches: string[] = [];
  const counts = new Map<string, Counts>();
  let appointments = 0;
  for await (const row of appointmentModel(connection).find().lean<AppointmentRow[]>().cursor()) {
    const { slotId, state } = row as AppointmentRow;
    appointments++;
    const count = counts.get(slotId) ?? { held: 0, taken: 0 };
    if (state === "HELD") count.held++;
    if (TAKEN.includes(state)) count.taken++;
    counts.set(slotId, count);
    mismatches.push(...(await checkAppointment(ask, row as AppointmentRow)));
  }
  let slots = 0;
  for await (const slot of slotModel(connection).find().lean<SlotRow[]>().cursor()) {
    slots++;
    mismatches.push(...checkSlot(slot as SlotRow, counts.get((slot as SlotRow)._id) ?? { held: 0, taken: 0 }));
  }
  let bills = 0;
  for await (const bill of billModel(connection).find().lean<BillRow[]>().cursor()) {
    bills++;
    const { _id } = bill as BillRow;
    const items = await itemModel(connection).find({ billId: _id }).lean<ItemRow[]>();
    mismatches.push(...(await checkBill(ask, bill as BillRow, items)));
  }
  return { slots, appointments, bills, mismatches };
};
