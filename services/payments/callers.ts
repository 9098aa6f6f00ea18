import { actsAtSite, actsForTenant, type Caller } from "../../kernel/auth/caller.ts";
import { assertKnown } from "../../kernel/auth/require-caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { type PaymentReason, paymentReasons } from "./errors.ts";
import { type Claim, isTombstone, type Trade } from "./trade/trade.ts";

/** Who may ask, inside the service: the gateway's table has let the kind of caller in, here it is held against the one whose data it asks for. */

/** Lets the platform's own people pass (operatorOf), and services. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const assertOperator = (caller: Caller): void => {
  assertKnown(caller);
  if (caller.kind !== "service" && !isOperator(caller)) throw commonReasons.error("CALLER_NOT_ALLOWED");
};

/**
 * Lets a merchant's own callers (and services) pass.
 * @throws CALLER_UNKNOWN; for everybody else the reason that a missing resource has, so that nobody learns what another merchant has.
 */
export const assertActsFor = (caller: Caller, merchantId: string, missing: PaymentReason): void => {
  assertKnown(caller);
  if (!actsForTenant(caller, merchantId)) throw paymentReasons.error(missing);
};

/** Whether the caller works for the platform itself, at its merchants and its rules. */
export const isOperator = (caller: Caller): boolean =>
  caller.kind === "staff" && caller.tenantId === "platform" && (caller.roles?.includes("operator") ?? false);

/** The platform's operator who calls. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const operatorOf = (caller: Caller): string => {
  assertKnown(caller);
  if (!isOperator(caller)) throw commonReasons.error("CALLER_NOT_ALLOWED");
  return caller.id;
};

/** Staff act where they work; a merchant's programs and services at every store of the merchant. */
const worksAt = (caller: Caller, storeId: string): boolean => caller.kind !== "staff" || actsAtSite(caller, storeId);

/**
 * Lets pass whoever may claim money for the merchant at that store.
 * @throws as assertActsFor with MERCHANT_NOT_FOUND; CALLER_NOT_ALLOWED for staff of another store: the answer depends on their own list alone.
 */
export const assertClaimsFor = (
  caller: Caller,
  { merchantId, storeId }: Pick<Claim, "merchantId" | "storeId">,
): void => {
  assertActsFor(caller, merchantId, "MERCHANT_NOT_FOUND");
  if (!worksAt(caller, storeId)) throw commonReasons.error("CALLER_NOT_ALLOWED");
};

/** A trade of the caller's merchant as far as the caller may see it: for staff, one of another store is not there. One that was made to be refused has no store. */
export const withinReach = (caller: Caller, trade: Trade | undefined): Trade | undefined =>
  trade && (isTombstone(trade) || worksAt(caller, trade.storeId)) ? trade : undefined;
