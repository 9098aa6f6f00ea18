import { actsAtSite, actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import { assertKnown } from "../../kernel/auth/require-caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { MarketingReason } from "./errors.ts";
import { marketingReasons } from "./errors.ts";

/**
 * Lets a merchant's own callers (and services) pass. @throws CALLER_UNKNOWN; for everybody else CALLER_NOT_ALLOWED, or the reason that a missing
 * resource has, so that nobody learns what another merchant has.
 */
export const assertActsFor = (caller: Caller, merchantId: string, missing?: MarketingReason): void => {
  assertKnown(caller);
  if (actsForTenant(caller, merchantId)) return;
  throw missing ? marketingReasons.error(missing) : commonReasons.error("CALLER_NOT_ALLOWED");
};

/** Lets pass whoever may sell at that store: staff where they work, the merchant's programs and services everywhere. @throws as assertActsFor. */
export const assertSellsAt = (caller: Caller, merchantId: string, storeId: string): void => {
  assertActsFor(caller, merchantId);
  if (caller.kind === "staff" && !actsAtSite(caller, storeId)) throw commonReasons.error("CALLER_NOT_ALLOWED");
};
