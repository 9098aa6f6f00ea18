import { actsAtSite, actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import { assertKnown } from "../../kernel/auth/require-caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { type HospitalReason, hospitalReasons } from "./errors.ts";

/** Who may ask, inside the service: the gateway's table has let the kind of caller in, here it is held against the one whose data it asks for. */

/** Lets staff pass (and services). @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const assertStaff = (caller: Caller): void => {
  assertKnown(caller);
  if (caller.kind !== "staff" && caller.kind !== "service") throw commonReasons.error("CALLER_NOT_ALLOWED");
};

/** Lets staff of the hospital pass. @throws as assertStaff; for other hospitals' the reason of what is missing. */
export const assertStaffOf = (caller: Caller, merchantId: string, missing: HospitalReason): void => {
  assertStaff(caller);
  if (!actsForTenant(caller, merchantId)) throw hospitalReasons.error(missing);
};

/** Lets staff of the clinic pass. @throws as assertStaff; for other clinics' the reason of what is missing. */
export const assertStaffAt = (caller: Caller, storeId: string, missing: HospitalReason): void => {
  assertStaff(caller);
  if (!actsAtSite(caller, storeId)) throw hospitalReasons.error(missing);
};

/** Lets staff of the clinic that a request names pass. @throws as assertStaff, CALLER_NOT_ALLOWED: the answer depends on their own list alone. */
export const assertAtSite = (caller: Caller, storeId: string): void => {
  assertStaff(caller);
  if (!actsAtSite(caller, storeId)) throw commonReasons.error("CALLER_NOT_ALLOWED");
};
