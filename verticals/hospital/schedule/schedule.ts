import { type ClinicSettings, DEFAULT_SETTINGS } from "../settings.ts";

/** A clinic of a hospital: the store of its merchant. */
export interface ClinicRow {
  /** str_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly name: string;
  readonly nameEn: string;
  /** What it has set for itself. */
  readonly settings: Partial<ClinicSettings>;
}

export const settingsOf = (clinic: Pick<ClinicRow, "settings"> | null): ClinicSettings => ({
  ...DEFAULT_SETTINGS,
  ...clinic?.settings,
});

export interface DepartmentRow {
  /** dep_… */
  readonly _id: string;
  readonly storeId: string;
  /** Begins the numbers of its queue: N012. */
  readonly letter: string;
  readonly name: string;
  readonly nameEn: string;
  readonly place: string;
  readonly placeEn: string;
  /** On the signposts. */
  readonly position: number;
  readonly takesAppointments: boolean;
}

export interface DoctorRow {
  /** doc_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly departmentId: string;
  /** stf_…, who signs in. */
  readonly staffId: string;
  readonly name: string;
  readonly nameEn: string;
  readonly title: string;
  readonly titleEn: string;
  readonly ratingCount: number;
  readonly ratingSum: number;
}

/** OPEN → STOPPING (booked no more, not all refunded) → STOPPED. */
type ScheduleState = "OPEN" | "STOPPING" | "STOPPED";

/** A doctor's clinic on half a day. */
export interface ScheduleRow {
  /** sch_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly departmentId: string;
  readonly doctorId: string;
  /** The day in China, `yyyy-MM-dd`. */
  readonly date: string;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly state: ScheduleState;
  readonly stopReason: string;
}

/** Some minutes of a clinic. At all times free + held + taken = capacity, held being the appointments HELD and taken those that the slot was used for. */
export interface SlotRow {
  /** slt_… */
  readonly _id: string;
  readonly scheduleId: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly departmentId: string;
  readonly doctorId: string;
  readonly date: string;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly clinicEndTime: Date;
  /** Minor units; 0: free of charge. */
  readonly fee: bigint;
  readonly currencyCode: string;
  readonly capacity: number;
  readonly free: number;
  readonly held: number;
  readonly taken: number;
  readonly isStopped: boolean;
}
