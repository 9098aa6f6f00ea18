import { actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import { assertKnown } from "../../kernel/auth/require-caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";

/** Who may ask, inside the service: the gateway's table has let the kind of caller in, here it is held against the one whose data it asks for. */

/** Lets the merchant's managers (and services) pass; its id, for the record. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const managerOf = (caller: Caller, merchantId: string): string => {
  assertKnown(caller);
  const manages = caller.kind === "service" || (caller.kind === "staff" && caller.roles?.includes("manager"));
  if (!manages || !actsForTenant(caller, merchantId)) throw commonReasons.error("CALLER_NOT_ALLOWED");
  return caller.id;
};
