import { actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import { assertKnown } from "../../kernel/auth/require-caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { membershipReasons } from "./errors.ts";

/** Who may ask, inside the service: the gateway's table has let the kind of caller in, here it is held against the one whose data it asks for. */

/** Lets the merchant's managers (and services) pass. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED, PROGRAMME_NOT_FOUND for another merchant's. */
export const assertManages = (caller: Caller, merchantId: string): void => {
  assertKnown(caller);
  if (caller.kind === "service") return;
  if (caller.kind !== "staff" || !caller.roles?.includes("manager")) throw commonReasons.error("CALLER_NOT_ALLOWED");
  if (!actsForTenant(caller, merchantId)) throw membershipReasons.error("PROGRAMME_NOT_FOUND");
};
