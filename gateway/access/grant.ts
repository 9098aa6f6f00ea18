import { actsAtSite, actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import type { FieldViolation } from "../../kernel/errors/reason.ts";

/** Who: a sentence that is true of a caller or not. */
export interface Who {
  readonly kind: "anyone" | "user" | "staff" | "app";
  /** For staff: one of these is enough. */
  readonly roles: readonly string[];
  /** For staff: of this organisation alone. */
  readonly tenantId?: string;
}

/** What a scope says of a request: within reach, nothing named, or somebody else's. */
type Verdict = "own" | "missing" | "foreign";

/** On whose resource: judges the request's field that names it. */
export interface Scope {
  /** The field in the contract's spelling. */
  readonly field: string;
  /** What the field must be: of the caller's tenant, one of the caller's sites, empty, or owned as its service finds. */
  readonly reach: "tenant" | "site" | "none" | "service";
  judge(caller: Caller, request: Readonly<Record<string, unknown>>): Verdict;
}

export interface Grant {
  readonly who: Who;
  readonly scopes: readonly Scope[];
}

/** A row: whoever fits one of its grants may call. An empty row is nobody's. */
export type AccessRow = readonly Grant[];

export const anyone = (): Who => ({ kind: "anyone", roles: [] });

/** A wallet user, for what is their own: the services read the user from the caller, never from the request. */
export const users = (): Who => ({ kind: "user", roles: [] });

/** Staff with one of the roles. */
export const staff = (...roles: string[]): Who => ({ kind: "staff", roles });

/** The platform's own staff: the role alone is not enough, as a merchant's staff may have one of that name. */
export const operators = (): Who => ({ kind: "staff", roles: ["operator"], tenantId: "platform" });

/** A merchant's own program, or an agent's that acts for one: the door has proved the app and set its merchant. */
export const apps = (): Who => ({ kind: "app", roles: [] });

export const allow = (who: Who, ...scopes: Scope[]): Grant => ({ who, scopes });

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const textOf = (request: Readonly<Record<string, unknown>>, field: string): string => {
  const value = request[field];
  return typeof value === "string" ? value : "";
};

/** The field names the caller's own tenant, or one of the caller's sites. */
export const on = (field: string, reach: "tenant" | "site"): Scope => ({
  field: snakeCase(field),
  reach,
  judge: (caller, request) => {
    const id = textOf(request, field);
    if (id === "") return "missing";
    return (reach === "tenant" ? actsForTenant(caller, id) : actsAtSite(caller, id)) ? "own" : "foreign";
  },
});

/** The field is left empty. */
export const without = (field: string): Scope => ({
  field: snakeCase(field),
  reach: "none",
  judge: (_caller, request) => (textOf(request, field) === "" ? "own" : "foreign"),
});

/** The field names a thing whose owner only its service knows: the service compares it with the caller, and this row says that it must. */
export const ownedAsServiceKnows = (field: string): Scope => ({
  field: snakeCase(field),
  reach: "service",
  judge: () => "own",
});

export const fits = (who: Who, caller: Caller): boolean => {
  if (who.kind === "anyone") return true;
  if (who.kind !== caller.kind) return false;
  if (who.tenantId !== undefined && who.tenantId !== caller.tenantId) return false;
  return who.kind !== "staff" || who.roles.some((role) => caller.roles?.includes(role));
};

/** How a refused field is told. */
export const refusalOf = (scope: Scope, verdict: Verdict): FieldViolation =>
  verdict === "missing"
    ? { field: scope.field, en: "is required", zh: "必须填写" }
    : { field: scope.field, en: "one of your own", zh: "只能操作本商户、本门店的数据" };
