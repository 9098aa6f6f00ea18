import type { Model } from "mongoose";
import { money } from "../../../kernel/money/money.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { RefundState as RefundNumber } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type AppointmentRow, nextLook } from "../appointment/appointment.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { ItemRow } from "../item/item.ts";
import type { RefundState } from "./refund.ts";

const EVERY_MS = 1_000;
const BATCH = 100;
/** Where payments has it under way, or cannot say, it is asked again after so many looks' pause. */
const LATER = 5;

/** What is to go back, and of which trade. */
interface DueRefund {
  readonly id: string;
  readonly merchantId: string;
  readonly merchantTradeId: string;
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly reason: string;
}

/** The number under which payments refunds it: of the row, so that a repetition refunds nothing twice (P13). */
const merchantRefundIdOf = (id: string): string => `${id}-refund`;

/** The row that such a number refunds; undefined for a number of another make. */
export const refundedRowOf = (merchantRefundId: string): string | undefined =>
  /^((?:apt|itm)_[0-9A-Za-z]+)-refund$/.exec(merchantRefundId)?.[1];

/** Asks payments, with the same number as ever. Whether the payer has the money. */
const isRefunded = async ({ payments }: HospitalParts, due: DueRefund): Promise<boolean> => {
  const { merchantId, merchantTradeId, amount, currencyCode } = due;
  const refund = await payments.refundTrade({
    ...{ merchantId, merchantTradeId, tradeId: "", merchantRefundId: merchantRefundIdOf(due.id) },
    ...{ amount: money(amount, currencyCode), refundReason: due.reason },
  });
  return refund.state === RefundNumber.REFUND_STATE_SUCCESS;
};

/** A row of which something may go back. */
interface Refundable {
  readonly _id: string;
  readonly refundState: RefundState;
  readonly refundDueTime: Date;
}

const refundOne = async <Row extends Refundable>(
  parts: HospitalParts,
  model: Model<Row>,
  due: DueRefund,
  now: Date,
): Promise<void> => {
  const isDone = await isRefunded(parts, due).catch((error: unknown) => {
    parts.log.error({ err: error, refundOf: due.id }, "a refund was not taken; it is asked for again");
    return false;
  });
  const set: Partial<Refundable> = isDone ? { refundState: "DONE" } : { refundDueTime: nextLook(now, LATER) };
  const filter: Partial<Refundable> = { _id: due.id, refundState: "PENDING" };
  await updateRow(model, { filter: filter as Partial<Row>, update: { $set: set as Partial<Row> } });
};

const duePending = (now: Date) => ({ refundState: "PENDING", refundDueTime: { $lte: now } }) as const;

const dueOfAppointment = ({ _id, merchantId, fee, currencyCode, state }: AppointmentRow): DueRefund => ({
  ...{ id: _id, merchantId, merchantTradeId: _id, amount: fee, currencyCode },
  reason: state === "STOPPED" ? "停诊退款" : "取消预约退款",
});

const dueOfItem = ({ _id, merchantId, billId, price, currencyCode, name }: ItemRow): DueRefund => ({
  ...{ id: _id, merchantId, merchantTradeId: billId, amount: price, currencyCode },
  reason: `项目退款 ${name}`,
});

/** Gives back what was cancelled, stopped or not performed; each until payments says that the payer has it. */
export const sendRefundsJob = (parts: HospitalParts): Job => ({
  name: "send-refunds",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const { appointments, items } = parts;
    const oldest = { refundDueTime: 1 } as const;
    for (const row of await appointments.find(duePending(now)).sort(oldest).limit(BATCH).lean<AppointmentRow[]>())
      if (!signal.aborted) await refundOne(parts, appointments, dueOfAppointment(row), now);
    for (const row of await items.find(duePending(now)).sort(oldest).limit(BATCH).lean<ItemRow[]>())
      if (!signal.aborted) await refundOne(parts, items, dueOfItem(row), now);
  },
});
