import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RefundState } from "../payment/refund.ts";

export const STATES = [
  ...["HELD", "CONFIRMED", "CHECKED_IN", "FINISHED", "RELEASED", "CANCELLED", "STOPPED", "NO_SHOW", "VOID"],
] as const;

/** HELD → CONFIRMED → CHECKED_IN → FINISHED; the exits are told in the contract (AppointmentState). */
export type AppointmentState =
  | "HELD"
  | "CONFIRMED"
  | "CHECKED_IN"
  | "FINISHED"
  | "RELEASED"
  | "CANCELLED"
  | "STOPPED"
  | "NO_SHOW"
  | "VOID";

/** A place of a slot, taken for a patient. Names are as they were when it was booked. */
export interface AppointmentRow {
  /** apt_…; the merchant's id of its trade as well, so that a repeated call never makes a second trade (P13). */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly departmentNameEn: string;
  readonly doctorId: string;
  readonly doctorName: string;
  readonly doctorNameEn: string;
  readonly scheduleId: string;
  readonly slotId: string;
  readonly date: string;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly clinicEndTime: Date;
  readonly userId: string;
  readonly patientId: string;
  readonly patientMaskedName: string;
  readonly fee: bigint;
  readonly currencyCode: string;
  readonly state: AppointmentState;
  /** Whether it counts as the patient's one appointment with the doctor on that day: all but those that were given up. */
  readonly occupies: boolean;
  /** Empty until it is confirmed. */
  readonly queueNumber: string;
  readonly bookTime: Date;
  readonly holdExpireTime: Date;
  readonly cancelEndTime: Date;
  readonly checkInStartTime: Date;
  /** Whether payments was, or may have been, asked to make its trade: it is then never released before that trade is closed (P9). */
  readonly isAsked: boolean;
  /** Of the trade; the same in every call for it. */
  readonly tradeLifetimeS: number;
  /** When a HELD one is looked into, and how often it was. */
  readonly recoverTime: Date;
  readonly recoveries: number;
  readonly refundState: RefundState;
  readonly refundDueTime: Date;
  /** How often payments was asked for it in vain. */
  readonly refundTries?: number;
  /** What was given back past the hospital, at the merchant's desk; in minor units. */
  readonly deskRefunded?: bigint;
  /** 0: not rated. */
  readonly stars: number;
  readonly ratingText: string;
  readonly stopReason: string;
  /** Who saw the patient; empty before. */
  readonly seenByDoctorId: string;
}

/** The longest pause between two looks into a hold whose payment cannot be told. */
const LOOK_AGAIN = { firstMs: 1_000, maxMs: 60_000 };

/** When a hold that could not be settled is looked into again. */
export const nextLook = (now: Date, recoveries: number): Date => plusMs(now, backOffMs(recoveries, LOOK_AGAIN));
