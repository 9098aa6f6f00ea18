import type { AccessRow, Grant, Scope } from "../access/grant.ts";

/** Words for people, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

const ROLES: Readonly<Record<string, Words>> = {
  cashier: { zh: "收银员", en: "a cashier" },
  manager: { zh: "店长", en: "a manager" },
  operator: { zh: "平台运营人员", en: "an operator of the platform" },
};

const jsonName = (field: string): string => field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const sayWho = ({ who }: Grant): Words => {
  if (who.kind === "anyone") return { zh: "任何人，无需登录", en: "anyone, without signing in" };
  if (who.kind === "user") return { zh: "已登录的钱包用户本人", en: "a signed-in wallet user, for themselves" };
  if (who.kind === "app") return { zh: "商户的应用（签名调用）", en: "a merchant's program, by signed calls" };
  const roles = who.roles.map((role) => ROLES[role] ?? { zh: role, en: role });
  return { zh: roles.map(({ zh }) => zh).join("或"), en: roles.map(({ en }) => en).join(" or ") };
};

const REACH: Readonly<Record<Scope["reach"], Words>> = {
  tenant: { zh: "须是本商户", en: "must be their own merchant" },
  site: { zh: "须是本人所属门店", en: "must be a store where they work" },
  none: { zh: "留空", en: "stays empty" },
  service: { zh: "所指须归其所有", en: "must name something of their own" },
};

const sayGrant = (grant: Grant): Words => {
  const who = sayWho(grant);
  const scopes = grant.scopes.map(({ field, reach }) => ({
    zh: `${jsonName(field)} ${REACH[reach].zh}`,
    en: `${jsonName(field)} ${REACH[reach].en}`,
  }));
  return {
    zh: [who.zh, scopes.map(({ zh }) => zh).join("，")].filter(Boolean).join("；"),
    en: [who.en, scopes.map(({ en }) => en).join(", ")].filter(Boolean).join("; "),
  };
};

/** Who may call an rpc, in plain words: one sentence per grant of its row. */
export const sayAccess = (row: AccessRow): readonly Words[] => row.map(sayGrant);
