import type { Model } from "mongoose";
import { hashPassword } from "../../../kernel/crypto/password.ts";
import type { Principal } from "./principal.ts";

/** The password of every demo persona. Demo data only: with PAYWINDOW_DEMO=off nobody has it. */
export const DEMO_PASSWORD = "paywindow-demo";

interface DemoPrincipal extends Omit<Principal, "passwordHash"> {
  readonly displayNameEn: string;
  /** Which page the persona opens. */
  readonly page: string;
}

const staffOfDemoMarket = { kind: "staff", merchantId: "mer_demomarket", storeIds: ["str_demomarket1"] } as const;
const staffOfDemoHospital = {
  kind: "staff",
  merchantId: "mer_demohospital",
  storeIds: ["str_demohospital1"],
} as const;
const staffOfDemoRestaurant = {
  kind: "staff",
  merchantId: "mer_demorestaurant",
  storeIds: ["str_demorestaurant1"],
} as const;
const walletUser = { kind: "user", storeIds: [], roles: [] } as const;

/** Who works for the platform itself: its tenant is no merchant. */
const operator = { kind: "staff", merchantId: "platform", storeIds: [], roles: ["operator"] } as const;

/** In the order of the start page. The ids are those that the other services seed. */
export const demoPrincipals: readonly DemoPrincipal[] = [
  {
    ...walletUser,
    _id: "usr_demoshopper1",
    login: "shopper1",
    displayName: "李小明",
    displayNameEn: "Li Xiaoming",
    page: "shopper",
  },
  {
    ...walletUser,
    _id: "usr_demoshopper2",
    login: "shopper2",
    displayName: "王芳",
    displayNameEn: "Wang Fang",
    page: "shopper",
  },
  {
    ...walletUser,
    _id: "usr_demoshopper3",
    login: "shopper3",
    displayName: "赵敏",
    displayNameEn: "Zhao Min",
    page: "shopper",
  },
  {
    ...staffOfDemoMarket,
    _id: "stf_democashier1",
    login: "cashier1",
    displayName: "收银员张丽",
    displayNameEn: "Zhang Li, cashier",
    roles: ["cashier"],
    page: "cashier",
  },
  {
    ...staffOfDemoMarket,
    _id: "stf_demomanager1",
    login: "manager1",
    displayName: "店长陈伟",
    displayNameEn: "Chen Wei, manager",
    roles: ["manager", "cashier"],
    page: "cashier",
  },
  {
    ...staffOfDemoMarket,
    _id: "stf_demokiosk1",
    login: "kiosk1",
    displayName: "入口自助售货机",
    displayNameEn: "Vending machine, entrance",
    roles: ["kiosk"],
    page: "kiosk",
  },
  {
    ...staffOfDemoHospital,
    _id: "stf_demodoctor1",
    login: "doctor1",
    displayName: "赵明医生",
    displayNameEn: "Dr Zhao Ming",
    roles: ["doctor"],
    page: "clinic",
  },
  {
    ...staffOfDemoHospital,
    _id: "stf_demonurse1",
    login: "nurse1",
    displayName: "护士林静",
    displayNameEn: "Nurse Lin Jing",
    roles: ["nurse"],
    page: "nurse-desk",
  },
  {
    ...staffOfDemoHospital,
    _id: "stf_demoscreen1",
    login: "screen1",
    displayName: "候诊大屏",
    displayNameEn: "Waiting hall screen",
    roles: ["screen"],
    page: "clinic-screen",
  },
  {
    ...staffOfDemoHospital,
    _id: "stf_demohospitalmanager1",
    login: "hospital1",
    displayName: "门诊主任何平",
    displayNameEn: "He Ping, head of outpatients",
    roles: ["manager"],
    page: "hospital-office",
  },
  {
    ...staffOfDemoRestaurant,
    _id: "stf_demowaiter1",
    login: "waiter1",
    displayName: "服务员周敏",
    displayNameEn: "Zhou Min, waiter",
    roles: ["waiter"],
    page: "waiter",
  },
  {
    ...staffOfDemoRestaurant,
    _id: "stf_democook1",
    login: "cook1",
    displayName: "厨师吴强",
    displayNameEn: "Wu Qiang, cook",
    roles: ["cook"],
    page: "kitchen",
  },
  {
    ...staffOfDemoRestaurant,
    _id: "stf_demorestaurantmanager1",
    login: "restaurant1",
    displayName: "店长郑丽",
    displayNameEn: "Zheng Li, restaurant manager",
    roles: ["manager"],
    page: "waiter",
  },
  {
    ...operator,
    _id: "stf_demooperator1",
    login: "operator1",
    displayName: "平台运营李静",
    displayNameEn: "Li Jing, platform operator",
    page: "operator",
  },
];

/** Inserts the personas that are missing. */
export const seedDemoPrincipals = async (principals: Model<Principal>): Promise<void> => {
  const present = new Set((await principals.find({}, { _id: 1 }).lean()).map(({ _id }) => _id));
  const missing = demoPrincipals.filter(({ _id }) => !present.has(_id));
  const rows = await Promise.all(
    missing.map(async ({ page, ...principal }) => ({
      ...principal,
      passwordHash: await hashPassword(DEMO_PASSWORD),
    })),
  );
  if (rows.length > 0) await principals.insertMany(rows);
  // Personas of earlier versions, of whom no English name was kept.
  for (const { _id, displayNameEn } of demoPrincipals)
    await principals.updateOne({ _id, displayNameEn: { $exists: false } }, { $set: { displayNameEn } });
};
