import type { Caller } from "../../kernel/auth/caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { type AccessRow, fits, type Grant, refusalOf } from "./grant.ts";

const isForAnyone = ({ who }: Grant): boolean => who.kind === "anyone";

/** Whether the row is open to everyone and asks for nobody, so that no token is looked at. */
export const isOpen = (row: AccessRow): boolean => row.length > 0 && row.every(isForAnyone);

/** Whether the row is open to everyone, and does more for those who show who they are. */
export const isHalfOpen = (row: AccessRow): boolean => row.some(isForAnyone) && !isOpen(row);

/**
 * Refuses whoever fits no grant of the row, before the request is read. Reasons: CALLER_UNKNOWN (nobody signed in), CALLER_NOT_ALLOWED.
 */
export const admit = (row: AccessRow, caller: Caller): void => {
  if (row.some(({ who }) => fits(who, caller))) return;
  throw commonReasons.error(caller.kind === "anonymous" ? "CALLER_UNKNOWN" : "CALLER_NOT_ALLOWED");
};

/** The first scope of the grant that does not let the request pass. */
const obstacleOf = (grant: Grant, caller: Caller, request: Readonly<Record<string, unknown>>) => {
  for (const scope of grant.scopes) {
    const verdict = scope.judge(caller, request);
    if (verdict !== "own") return { scope, verdict };
  }
  return undefined;
};

/**
 * Refuses a request on a resource that is not the caller's. Reasons: those of `admit`; CALLER_NOT_ALLOWED naming the field; REQUEST_INVALID where the field
 * that names the resource is empty.
 */
export const authorize = (row: AccessRow, caller: Caller, request: unknown): void => {
  admit(row, caller);
  const grants = row.filter(({ who }) => fits(who, caller));
  const obstacles = grants.map((grant) => obstacleOf(grant, caller, request as Readonly<Record<string, unknown>>));
  const [obstacle] = obstacles;
  if (!obstacle || obstacles.includes(undefined)) return;
  const fields = [refusalOf(obstacle.scope, obstacle.verdict)];
  throw commonReasons.error(obstacle.verdict === "missing" ? "REQUEST_INVALID" : "CALLER_NOT_ALLOWED", { fields });
};
