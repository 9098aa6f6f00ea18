import type { ClientSession } from "mongoose";
import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { Schedule, StopScheduleRequest } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { assertStaff } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { scheduleMessage } from "./list-schedules.ts";
import type { ScheduleRow } from "./schedule.ts";

/** StopSchedule: the clinic and its slots are stopped at once, so nobody books any more; finish-stopping gives everybody back what they paid. */
export const stopSchedule =
  (parts: HospitalParts): Handler<StopScheduleRequest, Schedule> =>
  async (request, { caller, now }) => {
    assertStaff(caller);
    const fields = readFields();
    const scheduleId = fields.id("schedule_id", request.scheduleId, "sch");
    const stopReason = fields.text("stop_reason", request.stopReason, 2, 64);
    fields.check();
    const stopped = await parts.store.transaction(async (session) => {
      const row = await findRow(parts.schedules, { _id: scheduleId }, session);
      if (!row || !actsAtSite(caller, row.storeId)) throw hospitalReasons.error("SCHEDULE_NOT_FOUND");
      if (row.state !== "OPEN") return row;
      if (row.endTime <= now) throw hospitalReasons.error("SCHEDULE_OVER");
      return commit(parts, row, stopReason, session);
    });
    return scheduleMessage(parts, stopped);
  };

const commit = async (
  { schedules, slots }: HospitalParts,
  row: ScheduleRow,
  stopReason: string,
  session: ClientSession,
): Promise<ScheduleRow> => {
  const stopping = { state: "STOPPING", stopReason } as const;
  await updateRow(schedules, { filter: { _id: row._id, state: "OPEN" }, update: { $set: stopping } }, { session });
  await slots.updateMany({ scheduleId: row._id }, { $set: { isStopped: true } }, { session });
  return { ...row, ...stopping };
};
