import { actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { type PaymentReason, paymentReasons } from "./errors.ts";

/** Who may ask, inside the service: the gateway's table has let the kind of caller in, here it is held against the one whose data it asks for. */

/** The wallet user who calls. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const userOf = (caller: Caller): string => {
  if (caller.kind === "anonymous") throw commonReasons.error("CALLER_UNKNOWN");
  if (caller.kind !== "user") throw commonReasons.error("CALLER_NOT_ALLOWED");
  return caller.id;
};

/**
 * Lets a merchant's own callers (and services) pass.
 * @throws CALLER_UNKNOWN; for everybody else the reason that a missing resource has, so that nobody learns what another merchant has.
 */
export const assertActsFor = (caller: Caller, merchantId: string, missing: PaymentReason): void => {
  if (caller.kind === "anonymous") throw commonReasons.error("CALLER_UNKNOWN");
  if (!actsForTenant(caller, merchantId)) throw paymentReasons.error(missing);
};
