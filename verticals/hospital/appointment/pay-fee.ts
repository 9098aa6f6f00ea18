import { userOf } from "../../../kernel/auth/require-caller.ts";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { PayFeeRequest, PayFeeResponse } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { createTradeRequest } from "../payment/claim.ts";
import { isRefusal } from "../payment/settle-trade.ts";
import type { AppointmentRow } from "./appointment.ts";
import { appointmentMessage } from "./appointment-message.ts";
import { claimOf } from "./claim-of.ts";
import { loadAppointment } from "./load-appointment.ts";
import { settleHold } from "./settle-hold.ts";

/** What payments gives a trade at least. */
const MIN_LIFETIME_S = 60;

/**
 * PayFee: that payments is asked is committed before it is asked, so whoever releases the place later knows that there may be a trade to be closed first (P9).
 * A crash in between leaves a place that the recovery settles.
 */
export const payFee =
  (parts: HospitalParts): Handler<PayFeeRequest, PayFeeResponse> =>
  async (request, context) => {
    userOf(context.caller);
    const fields = readFields();
    const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
    fields.check();
    const row = await markAsked(parts, appointmentId, context);
    faultPoint("hospital.fee.asked");
    const { deadline, signal, traceparent } = context;
    const asked = parts.payments.createTrade(createTradeRequest(claimOf(row)), { deadline, signal, traceparent });
    const trade = await asked.catch((error: unknown) => giveUp(parts, row, error, context));
    const isOpen = trade.state === TradeState.TRADE_STATE_CREATED || trade.state === TradeState.TRADE_STATE_PAYING;
    if (!isOpen) throw hospitalReasons.error("APPOINTMENT_NOT_HELD");
    return { appointment: appointmentMessage(row), tradeId: trade.tradeId };
  };

/** A refusal that no repetition mends frees the place at once, when payments has made sure that no other call makes the trade after all; and is told. */
const giveUp = async (
  parts: HospitalParts,
  row: AppointmentRow,
  error: unknown,
  { now, traceparent }: CallContext,
): Promise<never> => {
  if (isRefusal(error))
    await settleHold(parts, row, { now, traceparent }).catch((err: unknown) =>
      parts.log.warn({ err, appointmentId: row._id }, "a place whose fee was refused is not free yet"),
    );
  throw error;
};

const markAsked = (
  parts: HospitalParts,
  appointmentId: string,
  { caller, now }: CallContext,
): Promise<AppointmentRow> =>
  parts.store.transaction(async (session) => {
    const row = await loadAppointment(parts, appointmentId, caller, session);
    if (row.state !== "HELD" || row.holdExpireTime <= now) throw hospitalReasons.error("APPOINTMENT_NOT_HELD");
    if (row.isAsked) return row;
    const secondsLeft = Math.ceil((row.holdExpireTime.getTime() - now.getTime()) / 1000);
    const asked = { isAsked: true, tradeLifetimeS: Math.max(secondsLeft, MIN_LIFETIME_S) };
    const filter = { _id: row._id, state: "HELD", isAsked: false } as const;
    const moved = await updateRow(parts.appointments, { filter, update: { $set: asked } }, { session });
    if (moved === 0) throw hospitalReasons.error("APPOINTMENT_NOT_HELD");
    return { ...row, ...asked };
  });
