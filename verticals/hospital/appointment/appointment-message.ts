import { money } from "../../../kernel/money/money.ts";
import {
  type Appointment,
  RefundState as RefundNumber,
  AppointmentState as StateNumber,
} from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import type { RefundState } from "../payment/refund.ts";
import type { AppointmentRow, AppointmentState } from "./appointment.ts";

const REFUNDS: Readonly<Record<RefundState, RefundNumber>> = {
  NONE: RefundNumber.REFUND_STATE_NONE,
  PENDING: RefundNumber.REFUND_STATE_PENDING,
  DONE: RefundNumber.REFUND_STATE_DONE,
  FAILED: RefundNumber.REFUND_STATE_FAILED,
};

export const refundNumberOf = (state: RefundState): RefundNumber => REFUNDS[state];

export const stateNumberOf = (state: AppointmentState): StateNumber => StateNumber[`APPOINTMENT_STATE_${state}`];

export const appointmentMessage = (row: AppointmentRow): Appointment => {
  const { merchantId, storeId, patientId, patientMaskedName, departmentId, departmentName, departmentNameEn } = row;
  const { doctorId, doctorName, doctorNameEn, slotId, startTime, endTime, queueNumber, bookTime, stars } = row;
  return {
    ...{ appointmentId: row._id, merchantId, storeId, patientId, patientMaskedName, departmentId, departmentName },
    ...{ departmentNameEn, doctorId, doctorName, doctorNameEn, slotId, startTime, endTime, queueNumber, bookTime },
    ...{ state: stateNumberOf(row.state), refundState: refundNumberOf(row.refundState), stars },
    ...(row.fee > 0n && { fee: money(row.fee, row.currencyCode) }),
    ...{ holdExpireTime: row.holdExpireTime, stopReason: row.stopReason, cancelEndTime: row.cancelEndTime },
    ...{ checkInStartTime: row.checkInStartTime, checkInEndTime: row.clinicEndTime },
  };
};
