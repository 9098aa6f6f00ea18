/** Goal: the live queue as doctors, nurses and phones use it (H4, V10, V11). Method: six patients of a clinic checked in on a real store, a clock that is moved by hand. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import type { DoctorQueue } from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import { appointmentModel } from "../appointment/appointment-model.ts";
import {
  AT_TEN,
  CARDS,
  CLINIC,
  type Hospital,
  PEOPLE,
  reasonOf,
  slotOf,
  startHospital,
  startHospitals,
  TODAY,
} from "../testing/start-hospital.ts";

const MINUTE_MS = 60_000;
const CARD_NAMES = ["li", "wang", "father", "child", "expecting"] as const;
const users: readonly Caller[] = CARD_NAMES.map((_, n) => ({ kind: "user", id: `usr_waiting0${n}` }));
let hospital: Hospital;
let appointments: string[];

/** Free of charge: doctor4, whom the demonstration's doctor1 plays here by the staff id of doctor4. */
const doctor4: Caller = { ...PEOPLE.doctor, id: "stf_demodoctor4" };
const doctor = () => hospital.as(doctor4);

const arrive = async (first: number, last: number) => {
  for (let n = first; n <= last; n++) {
    await hospital.bind(users[n]!, CARD_NAMES[n]!);
    const slotId = slotOf(4, AT_TEN);
    const booked = await hospital.as(users[n]!).holdSlot({ slotId, patientId: CARDS[CARD_NAMES[n]!].patientId });
    appointments[n] = booked.appointmentId;
    await hospital.as(users[n]!).checkIn({ appointmentId: booked.appointmentId, emergency: false });
  }
};

beforeEach(async () => {
  hospital = await startHospital();
  appointments = [];
});
afterEach(() => hospital.stop());

const names = ({ current, waiting }: DoctorQueue) => [
  current?.maskedName ?? "-",
  ...waiting.map(({ maskedName }) => maskedName),
];

test("V11: elderly, then pregnant, then who came first; the nurse's emergency before all", async () => {
  await arrive(0, 2);
  await arrive(4, 4);
  expect(names(await doctor().getDoctorQueue({}))).toEqual(["-", "李*国", "张*敏", "李*明", "王*"]);
  await hospital.bind(users[3]!, "child");
  const booked = await hospital.as(users[3]!).holdSlot({ slotId: slotOf(4, AT_TEN), patientId: CARDS.child.patientId });
  const { appointmentId } = booked;
  expect(await reasonOf(hospital.as(users[3]!).checkIn({ appointmentId, emergency: true }))).toBe("REQUEST_INVALID");
  await hospital.as("nurse").checkIn({ appointmentId, emergency: true });
  expect(names(await doctor().getDoctorQueue({}))[1]).toBe("李*雨");
});

test("V11: position and estimate are of now: they move with calls and with the doctor's own pace", async () => {
  await arrive(0, 1);
  const look = () => hospital.as(users[1]!).getWaiting({ appointmentId: appointments[1]! });
  expect(await look()).toMatchObject({ ahead: 1, estimateLowMinutes: 5, estimateHighMinutes: 11, currentNumber: "" });
  const { current } = await doctor().callNext({ seenCalls: 0 });
  expect(await look()).toMatchObject({
    ahead: 0,
    estimateLowMinutes: 0,
    estimateHighMinutes: 11,
    currentNumber: "E001",
  });
  hospital.clock.advance(20 * MINUTE_MS);
  await doctor().finishVisit({ ticketId: current!.ticketId });
  await arrive(3, 4);
  const third = await hospital.as(users[3]!).getWaiting({ appointmentId: appointments[3]! });
  expect(third).toMatchObject({ ahead: 2, estimateLowMinutes: 28, estimateHighMinutes: 52 });
});

test("V11: two presses, or a late repetition, call one patient; the next waits until the visit is finished", async () => {
  await arrive(0, 1);
  const [a, b] = await Promise.all([doctor().callNext({ seenCalls: 0 }), doctor().callNext({ seenCalls: 0 })]);
  expect([a.current?.maskedName, b.current?.maskedName]).toEqual(["李*明", "李*明"]);
  expect(await reasonOf(doctor().callNext({ seenCalls: 1 }))).toBe("VISIT_UNDER_WAY");
  await doctor().finishVisit({ ticketId: a.current!.ticketId });
  await doctor().finishVisit({ ticketId: a.current!.ticketId });
  expect((await doctor().callNext({ seenCalls: 0 })).current).toBeUndefined();
  expect((await doctor().callNext({ seenCalls: 1 })).current?.maskedName).toBe("王*");
});

test("V10: missed calls: back, back, the end, void; undo takes one back, and a void place is put back by the nurse", async () => {
  await arrive(0, 1);
  const pass = async () => {
    const { calls, current } = await doctor().getDoctorQueue({});
    const called = current ?? (await doctor().callNext({ seenCalls: calls })).current!;
    return { ticketId: called.ticketId, after: await doctor().passPatient({ ticketId: called.ticketId }) };
  };
  const first = await pass();
  expect(names(first.after)).toEqual(["-", "王*", "李*明"]);
  const undone = await doctor().undoMove({ ticketId: first.ticketId });
  expect(names(undone)).toEqual(["李*明", "王*"]);
  expect(undone.current?.missedCalls).toBe(0);
  expect(await reasonOf(doctor().undoMove({ ticketId: first.ticketId }))).toBe("NOTHING_TO_UNDO");
  for (let times = 0; times < 7; times++) await pass();
  const { waiting, seen } = await doctor().getDoctorQueue({});
  expect([waiting.length, seen.length]).toEqual([1, 1]);
  const gone = seen[0]!;
  expect(gone).toMatchObject({ missedCalls: 4, state: 4 });
  expect(
    (await appointmentModel(hospital.store("hospital").connection).findById(gone.appointmentId).lean())?.state,
  ).toBe("VOID");
  expect(await reasonOf(hospital.as("stranger").requeuePatient({ ticketId: gone.ticketId }))).toBe("TICKET_NOT_FOUND");
  const back = await hospital.as("nurse").requeuePatient({ ticketId: gone.ticketId });
  expect(back.waiting.length).toBe(2);
  expect(back.waiting.at(-1)).toMatchObject({ ticketId: gone.ticketId, missedCalls: 0 });
});

test("V11: a patient is transferred to a doctor on duty, with the weight, and is called there", async () => {
  await arrive(0, 2);
  const { waiting } = await doctor().getDoctorQueue({});
  const elder = waiting[0]!;
  expect(await reasonOf(doctor().transferPatient({ ticketId: elder.ticketId, doctorId: "doc_nosuch01" }))).toBe(
    "DOCTOR_NOT_ON_DUTY",
  );
  const left = await doctor().transferPatient({ ticketId: elder.ticketId, doctorId: "doc_demodoctor2" });
  expect(names(left)).toEqual(["-", "李*明", "王*"]);
  const other = await hospital.as("doctor2").callNext({ seenCalls: 0 });
  expect(other.current?.ticketId).toBe(elder.ticketId);
  expect(await reasonOf(doctor().passPatient({ ticketId: elder.ticketId }))).toBe("TICKET_NOT_CALLED");
  const seen = await hospital.as(users[2]!).getWaiting({ appointmentId: appointments[2]! });
  expect(seen).toMatchObject({ doctorName: "孙丽", ahead: 0 });
});

test("V11: the screen of the hall shows masked names and numbers, and no id of a patient", async () => {
  await arrive(0, 1);
  await doctor().callNext({ seenCalls: 0 });
  const screen = await hospital.as({ ...PEOPLE.nurse, roles: ["screen"] }).getClinicScreen({ storeId: CLINIC });
  const row = screen.rows.find(({ doctorId }) => doctorId === "doc_demodoctor4")!;
  expect(row).toMatchObject({ current: { maskedName: "李*明", queueNumber: "E001" }, waitingCount: 1 });
  const told = JSON.stringify(screen);
  for (const secret of ["李小明", "pat_", "apt_", "usr_"]) expect(told).not.toContain(secret);
});

test("H4: checked in not too early, not too late, once, and not for another's appointment", async () => {
  await hospital.bind(users[0]!, "li");
  const booked = await hospital
    .as(users[0]!)
    .holdSlot({ slotId: slotOf(4, AT_TEN + 4), patientId: CARDS.li.patientId });
  const { appointmentId } = booked;
  const checkIn = (who: Caller = users[0]!) => hospital.as(who).checkIn({ appointmentId, emergency: false });
  expect(await reasonOf(checkIn(users[1]))).toBe("APPOINTMENT_NOT_FOUND");
  expect(await reasonOf(checkIn())).toBe("CHECK_IN_TOO_EARLY");
  expect(await reasonOf(hospital.as(users[0]!).getWaiting({ appointmentId }))).toBe("TICKET_NOT_FOUND");
  hospital.clock.set(new Date("2030-01-01T03:30:00.000Z"));
  const [a, b] = await Promise.all([checkIn(), checkIn()]);
  expect(a.ticket?.ticketId).toBe(b.ticket?.ticketId);
  hospital.clock.set(new Date("2030-01-01T16:00:00.000Z"));
  expect(await reasonOf(hospital.as("shopper1").checkIn({ appointmentId, emergency: false }))).toBe(
    "APPOINTMENT_NOT_FOUND",
  );
  const { appointments: day } = await hospital
    .as("nurse")
    .listDayAppointments({ storeId: CLINIC, date: TODAY, departmentId: "" });
  expect(day).toMatchObject([{ appointmentId, patientMaskedName: "李*明" }]);
});

test("V9, V11: a clinic is stopped: who waits is refunded and out of the queue, who is with the doctor is seen", async () => {
  const paid = await hospital.book("shopper1", "li");
  const other = await hospital.book("shopper2", "wang");
  for (const [who, appointmentId] of [
    ["shopper1", paid],
    ["shopper2", other],
  ] as const)
    await hospital.as(who).checkIn({ appointmentId, emergency: false });
  const { current } = await hospital.as("doctor").callNext({ seenCalls: 0 });
  await hospital.as("manager").stopSchedule({ scheduleId: "sch_demodoctor120300101", stopReason: "医生临时有事" });
  await hospital.job("finish-stopping");
  await hospital.job("send-refunds");
  const after = await hospital.as("doctor").finishVisit({ ticketId: current!.ticketId });
  expect(after.waiting).toEqual([]);
  expect(await hospital.balance("shopper1")).toBe(97_500n);
  expect(await hospital.balance("shopper2")).toBe(50_000n);
  expect((await hospital.verify()).mismatches).toEqual([]);
});

test("V11: doctors' presses on three nodes at once: every patient is called once", async () => {
  await hospital.stop();
  const nodes = await startHospitals(3);
  hospital = nodes[0]!;
  await arrive(0, 4);
  const called: string[] = [];
  for (let calls = 0; calls < 5; calls++) {
    const presses = await Promise.all(nodes.map((node) => node.as(doctor4).callNext({ seenCalls: calls })));
    const tickets = new Set(presses.map(({ current }) => current?.ticketId));
    expect(tickets.size).toBe(1);
    const [ticketId] = [...tickets];
    called.push(ticketId!);
    await Promise.all(nodes.map((node) => node.as(doctor4).finishVisit({ ticketId: ticketId! })));
  }
  expect(new Set(called).size).toBe(5);
  expect(await reasonOf(doctor().callNext({ seenCalls: 5 }))).toBe("QUEUE_EMPTY");
});
