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
