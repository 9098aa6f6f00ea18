import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import {
  type ListSchedulesRequest,
  type ListSchedulesResponse,
  type Schedule,
  ScheduleState as StateNumber,
} from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { assertAtSite } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { readDate } from "./browse.ts";
import type { ScheduleRow, SlotRow } from "./schedule.ts";

const MOST = 200;

/** A clinic with its doctor's name and its slots' totals. */
export const scheduleMessage = async (
  { doctors, departments, slots }: HospitalParts,
  row: ScheduleRow,
): Promise<Schedule> => {
  const { _id: scheduleId, doctorId, departmentId, startTime, endTime, state, stopReason } = row;
  const [doctor, department, places] = await Promise.all([
    findRow(doctors, { _id: doctorId }),
    findRow(departments, { _id: departmentId }),
    slots.find({ scheduleId }).lean<SlotRow[]>(),
  ]);
  const sum = (count: (slot: SlotRow) => number) => places.reduce((total, slot) => total + count(slot), 0);
  return {
    ...{ scheduleId, doctorId, startTime, endTime, stopReason, state: StateNumber[`SCHEDULE_STATE_${state}`] },
    ...{ doctorName: doctor?.name ?? "", doctorNameEn: doctor?.nameEn ?? "" },
    ...{ departmentName: department?.name ?? "", departmentNameEn: department?.nameEn ?? "" },
    ...{ capacity: sum(({ capacity }) => capacity), taken: sum(({ held, taken }) => held + taken) },
  };
};

/** ListSchedules */
export const listSchedules =
  (parts: HospitalParts): Handler<ListSchedulesRequest, ListSchedulesResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    const date = readDate(fields, request.date);
    fields.check();
    assertAtSite(caller, storeId);
    const rows = await parts.schedules
      .find({ storeId, date })
      .sort({ doctorId: 1, startTime: 1 })
      .limit(MOST)
      .lean<ScheduleRow[]>();
    return { schedules: await Promise.all(rows.map((row) => scheduleMessage(parts, row))) };
  };
