import type { Caller } from "../../../kernel/auth/caller.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";

/** Lets services pass and nobody else: what doors ask on behalf of a program that has proved itself to them. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const assertService = (caller: Caller): void => {
  if (caller.kind === "anonymous") throw commonReasons.error("CALLER_UNKNOWN");
  if (caller.kind !== "service") throw commonReasons.error("CALLER_NOT_ALLOWED");
};
