import { insertRows } from "../../kernel/store/rows.ts";
import { chinaTime, parseChinaTime } from "../../kernel/time/china-time.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import type { HospitalParts } from "./hospital-parts.ts";
import type { ExaminationRow } from "./item/item.ts";
import { seedPatients } from "./patient/seed-patients.ts";
import type { DepartmentRow, DoctorRow, ScheduleRow, SlotRow } from "./schedule/schedule.ts";

const MERCHANT = "mer_demohospital";
const STORE = "str_demohospital1";
const DAYS = 7;
const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 30 * 60_000;
const CURRENCY = "CNY";

const CLINIC = { _id: STORE, merchantId: MERCHANT, name: "门诊部", nameEn: "Outpatient Department", settings: {} };

const department = (
  position: number,
  [_id, letter, takesAppointments]: readonly [string, string, boolean],
  [name, nameEn, place, placeEn]: readonly [string, string, string, string],
): DepartmentRow => ({ _id, storeId: STORE, letter, name, nameEn, place, placeEn, position, takesAppointments });

const DEPARTMENTS: readonly DepartmentRow[] = [
  department(1, ["dep_demoinner", "N", true], ["内科", "Internal medicine", "二楼 东区 201", "Floor 2, east, 201"]),
  department(2, ["dep_demosurgery", "W", true], ["外科", "Surgery", "二楼 西区 215", "Floor 2, west, 215"]),
  department(3, ["dep_demochild", "E", true], ["儿科", "Paediatrics", "一楼 108", "Floor 1, 108"]),
  department(4, ["dep_demolab", "J", false], ["检验科", "Laboratory", "三楼 301", "Floor 3, 301"]),
];

type DemoDoctor = readonly [
  ...ids: [doctorId: string, staffId: string, departmentId: string],
  ...names: [name: string, nameEn: string, title: string, titleEn: string],
  fee: bigint,
];

/** The first signs in as doctor1. Whoever sees children takes no fee. */
const DOCTORS: readonly DemoDoctor[] = [
  ["doc_demodoctor1", "stf_demodoctor1", "dep_demoinner", "赵明", "Zhao Ming", "主任医师", "Chief physician", 2_500n],
  ["doc_demodoctor2", "stf_demodoctor2", "dep_demoinner", "孙丽", "Sun Li", "主治医师", "Attending physician", 1_500n],
  [
    "doc_demodoctor3",
    "stf_demodoctor3",
    "dep_demosurgery",
    "周强",
    "Zhou Qiang",
    "副主任医师",
    "Associate chief",
    2_000n,
  ],
  [
    "doc_demodoctor4",
    "stf_demodoctor4",
    "dep_demochild",
    "吴晓燕",
    "Wu Xiaoyan",
    "主治医师",
    "Attending physician",
    0n,
  ],
];

const EXAMINATIONS: readonly (readonly [code: string, name: string, nameEn: string, price: bigint])[] = [
  ["CBC", "血常规", "Complete blood count", 2_500n],
  ["CRP", "C反应蛋白", "C-reactive protein", 3_000n],
  ["GLU", "空腹血糖", "Fasting glucose", 600n],
  ["LIP", "血脂四项", "Lipid panel", 4_800n],
  ["URI", "尿常规", "Urinalysis", 1_200n],
];

const doctorRow = ([_id, staffId, departmentId, name, nameEn, title, titleEn]: DemoDoctor): DoctorRow => ({
  ...{ _id, merchantId: MERCHANT, storeId: STORE, departmentId, staffId, name, nameEn, title, titleEn },
  ...{ ratingCount: 0, ratingSum: 0 },
});

/** A clinic of each doctor on each day, round the clock, so that whenever the demonstration is looked at, there is a slot that begins soon. */
const clinicOf = (doctor: DemoDoctor, date: string): { schedule: ScheduleRow; slots: SlotRow[] } => {
  const [doctorId, , departmentId] = doctor;
  const fee = doctor[7];
  const startTime = parseChinaTime(`${date} 00:00:00`) as Date;
  const endTime = plusMs(startTime, DAY_MS - 1_000);
  const place = { merchantId: MERCHANT, storeId: STORE, departmentId, doctorId, date };
  const scheduleId = `sch_demo${doctorId.slice(8)}${date.replaceAll("-", "")}`;
  const slots = Array.from({ length: DAY_MS / HALF_HOUR_MS }, (_, index): SlotRow => {
    const begin = plusMs(startTime, index * HALF_HOUR_MS);
    return {
      ...{ _id: `slt_demo${doctorId.slice(8)}${date.replaceAll("-", "")}n${index}`, scheduleId, ...place },
      ...{
        startTime: begin,
        endTime: plusMs(begin, HALF_HOUR_MS),
        clinicEndTime: endTime,
        fee,
        currencyCode: CURRENCY,
      },
      ...{ capacity: 6, free: 6, held: 0, taken: 0, isStopped: false },
    };
  });
  return { schedule: { _id: scheduleId, ...place, startTime, endTime, state: "OPEN", stopReason: "" }, slots };
};

const seedHouse = async ({ clinics, departments, doctors, examinations }: HospitalParts): Promise<void> => {
  if (await clinics.exists({ _id: STORE })) return;
  await insertRows(departments, DEPARTMENTS);
  await insertRows(doctors, DOCTORS.map(doctorRow));
  const rows = EXAMINATIONS.map(([code, name, nameEn, price]): ExaminationRow => {
    const where = { storeId: STORE, departmentId: "dep_demolab", currencyCode: CURRENCY };
    return { _id: `${STORE}:${code}`, code, name, nameEn, price, ...where };
  });
  await insertRows(examinations, rows);
  // Last: where it is, all of it is.
  await insertRows(clinics, [CLINIC]);
};

/** Clinics of today and the next six days, those that are missing. */
const seedClinics = async ({ store, schedules, slots }: HospitalParts, now: Date): Promise<void> => {
  for (let day = 0; day < DAYS; day++) {
    const date = chinaTime(plusMs(now, day * DAY_MS)).slice(0, 10);
    for (const doctor of DOCTORS) {
      const clinic = clinicOf(doctor, date);
      await store.transaction(async (session) => {
        if (await schedules.exists({ _id: clinic.schedule._id }).session(session)) return;
        await insertRows(schedules, [clinic.schedule], session);
        await insertRows(slots, clinic.slots, session);
      });
    }
  }
};

/** Writes the demonstration's hospital where it is missing; on every start the clinics of the days to come. */
export const seedDemo = async (parts: HospitalParts, now: Date): Promise<void> => {
  await seedHouse(parts);
  await seedPatients(parts);
  await seedClinics(parts, now);
};
