import { commonReasons } from "../errors/common-reasons.ts";
import type { Caller } from "./caller.ts";

/** Lets pass whoever has said who they are. @throws CALLER_UNKNOWN. */
export const assertKnown = (caller: Caller): void => {
  if (caller.kind === "anonymous") throw commonReasons.error("CALLER_UNKNOWN");
};

const idOfKind = (caller: Caller, kind: Caller["kind"]): string => {
  assertKnown(caller);
  if (caller.kind !== kind) throw commonReasons.error("CALLER_NOT_ALLOWED");
  return caller.id;
};

/** The user who calls. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const userOf = (caller: Caller): string => idOfKind(caller, "user");

/** The service that calls. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const serviceOf = (caller: Caller): string => idOfKind(caller, "service");

/** Lets services pass alone. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const assertService = (caller: Caller): void => void serviceOf(caller);
