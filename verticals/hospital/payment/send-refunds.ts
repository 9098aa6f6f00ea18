import type { Model } from "mongoose";
import { money } from "../../../kernel/money/money.ts";
import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { RefundState as RefundNumber } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { ItemRow } from "../item/item.ts";
import type { RefundState } from "./refund.ts";
import { isRefusal } from "./settle-trade.ts";

const EVERY_MS = 1_000;
const BATCH = 100;
const LANES = 8;
const SEND_AGAIN = { firstMs: 2_000, maxMs: 10 * 60_000 };
/** A channel that failed so often (some three hours) is the manager's to judge: payments has said each time that nothing went back. */
const MAX_FAILURES = 25;

/** What is to go back, and of which trade. */
interface DueRefund {
  readonly id: string;
  readonly merchantId: string;
  readonly merchantTradeId: string;
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly reason: string;
  readonly tries: number;
}

/** The number under which payments refunds it: of the row, so that a repetition refunds nothing twice (P13). */
const merchantRefundIdOf = (id: string): string => `${id}-refund`;

/** The row that such a number refunds; undefined for a number of another make. */
export const refundedRowOf = (merchantRefundId: string): string | undefined =>
  /^((?:apt|itm)_[0-9A-Za-z]+)-refund$/.exec(merchantRefundId)?.[1];

/** What came of a try: an end, or none yet. */
type Outcome =
  | { readonly end: "DONE" }
  | { readonly end: "FAILED"; readonly error?: unknown }
  | { readonly end: undefined; readonly error?: unknown };

/** Refusals of today: the merchant's funds may suffice tomorrow, and what the platform stopped may go on. */
const OF_TODAY: readonly string[] = ["MERCHANT_FUNDS_SHORT", "FEATURE_SUSPENDED"];

/** A refusal that no repetition mends. */
const isFinal = (error: unknown): boolean => isRefusal(error) && !OF_TODAY.includes(error.reason);

/** Asks payments, with the same number as ever. A refund whose channel failed is tried again when it is asked for again (P24); while the result is not known it is never given up (P2). */
const ask = async ({ payments }: HospitalParts, due: DueRefund): Promise<Outcome> => {
  const { merchantId, merchantTradeId, amount, currencyCode } = due;
  // All of it went back past us.
  if (amount <= 0n) return { end: "DONE" };
  try {
    const { state } = await payments.refundTrade({
      ...{ merchantId, merchantTradeId, tradeId: "", merchantRefundId: merchantRefundIdOf(due.id) },
      ...{ amount: money(amount, currencyCode), refundReason: due.reason },
    });
    if (state === RefundNumber.REFUND_STATE_SUCCESS) return { end: "DONE" };
    const isGivenUp = state === RefundNumber.REFUND_STATE_FAILED && due.tries + 1 >= MAX_FAILURES;
    return { end: isGivenUp ? "FAILED" : undefined };
  } catch (error) {
    return { end: isFinal(error) ? "FAILED" : undefined, error };
  }
};

/** A row of which something may go back. */
interface Refundable {
  readonly _id: string;
  readonly refundState: RefundState;
  readonly refundDueTime: Date;
  readonly refundTries?: number;
}

const refundOne = async <Row extends Refundable>(
  parts: HospitalParts,
  model: Model<Row>,
  due: DueRefund,
  now: Date,
): Promise<void> => {
  const outcome = await ask(parts, due);
  const later = plusMs(now, backOffMs(due.tries, SEND_AGAIN));
  const set: Partial<Refundable> = outcome.end
    ? { refundState: outcome.end }
    : { refundDueTime: later, refundTries: due.tries + 1 };
  const filter: Partial<Refundable> = { _id: due.id, refundState: "PENDING" };
  const moved = await updateRow(model, { filter: filter as Partial<Row>, update: { $set: set as Partial<Row> } });
  const told = { err: "error" in outcome ? outcome.error : undefined, refundOf: due.id, tries: due.tries };
  if (moved > 0 && outcome.end === "FAILED") parts.log.error(told, "a refund was refused for good");
  if (outcome.end === undefined) parts.log.warn(told, "a refund was not taken yet");
};

const duePending = (now: Date) => ({ refundState: "PENDING", refundDueTime: { $lte: now } }) as const;

const dueOfAppointment = (row: AppointmentRow): DueRefund => {
  const { _id, merchantId, fee, currencyCode, state, deskRefunded = 0n, refundTries: tries = 0 } = row;
  const reason = state === "STOPPED" ? "停诊退款" : "取消预约退款";
  return { id: _id, merchantId, merchantTradeId: _id, amount: fee - deskRefunded, currencyCode, reason, tries };
};

const dueOfItem = (row: ItemRow): DueRefund => {
  const { _id, merchantId, billId, price, currencyCode, name, refundTries: tries = 0 } = row;
  return {
    id: _id,
    merchantId,
    merchantTradeId: billId,
    amount: price,
    currencyCode,
    reason: `项目退款 ${name}`,
    tries,
  };
};

/** Gives back what was cancelled, stopped or not performed; each until payments says that the payer has it. */
export const sendRefundsJob = (parts: HospitalParts): Job => ({
  name: "send-refunds",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const { appointments, items } = parts;
    const oldest = { refundDueTime: 1 } as const;
    const fees = await appointments.find(duePending(now)).sort(oldest).limit(BATCH).lean<AppointmentRow[]>();
    const prices = await items.find(duePending(now)).sort(oldest).limit(BATCH).lean<ItemRow[]>();
    const errands = [
      ...fees.map((row) => () => refundOne(parts, appointments, dueOfAppointment(row), now)),
      ...prices.map((row) => () => refundOne(parts, items, dueOfItem(row), now)),
    ];
    await inLanes(errands, { lanes: LANES, signal }, (errand) =>
      errand().catch((err: unknown) => parts.log.error({ err }, "a refund could not be noted")),
    );
  },
});
