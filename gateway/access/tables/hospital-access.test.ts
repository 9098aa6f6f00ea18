/** Who of a hospital's staff may do what. The matrix of all doors (access-table.int.test.ts) has no doctor and no nurse: here the table is asked as the doors ask it. */
import { expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { authorize } from "../authorize.ts";
import { hospitalAccess } from "./hospital-access.ts";

const SITE = "str_demohospital1";
const staff = (role: string): Caller => ({
  ...{ kind: "staff", id: `stf_${role}1`, tenantId: "mer_demohospital", siteIds: [SITE], roles: [role] },
});

const mayCall = (role: string, storeId = SITE, merchantId = "mer_demohospital"): string[] =>
  Object.entries(hospitalAccess).flatMap(([action, row]) => {
    try {
      authorize(row, staff(role), { storeId, merchantId });
      return [action.replace("hospital.", "")];
    } catch {
      return [];
    }
  });

const QUEUE = [
  "getDoctorQueue",
  "callNext",
  "recallPatient",
  "passPatient",
  "undoMove",
  "transferPatient",
  "finishVisit",
];
const OFFICE = ["listRecordReads", "stopSchedule", "setCriticalRanges"];

test("the screen of the waiting hall reads the screen, and nothing of a patient", () => {
  expect(mayCall("screen")).toEqual(["getClinicScreen"]);
});

test("a doctor has the queue and orders; a nurse neither, but gives money back; both put a patient back", () => {
  const [doctor, nurse] = [mayCall("doctor"), mayCall("nurse")];
  expect(doctor).toEqual(expect.arrayContaining([...QUEUE, "orderItems", "requeuePatient"]));
  expect(doctor).not.toContain("refundItem");
  expect(nurse.filter((name) => [...QUEUE, "orderItems"].includes(name))).toEqual([]);
  expect(nurse).toEqual(expect.arrayContaining(["refundItem", "requeuePatient", "checkIn", "readPatientRecord"]));
});

test("the office alone stops clinics, sets ranges and sees who has read records", () => {
  expect(mayCall("manager")).toEqual(expect.arrayContaining(OFFICE));
  for (const role of ["doctor", "nurse", "screen"])
    expect(mayCall(role).filter((name) => OFFICE.includes(name))).toEqual([]);
});

test("nobody of the staff books or pays for a patient, nobody of another trade comes in, nobody reaches another clinic", () => {
  for (const role of ["doctor", "nurse", "manager", "screen"])
    for (const name of ["bindPatient", "holdSlot", "payFee", "payItems", "rateVisit", "getReport"])
      expect(mayCall(role)).not.toContain(name);
  expect(mayCall("cashier")).toEqual([]);
  const elsewhere = mayCall("manager", "str_elsewhere1", "mer_elsewhere1");
  for (const name of ["listDayAppointments", "listSchedules", "getClinicScreen", "listRecordReads", "listQuarantine"])
    expect(elsewhere).not.toContain(name);
});
