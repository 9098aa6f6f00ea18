import { expect } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { expectRefused } from "./expect-refused.ts";
import { callers, type PaymentsWorld } from "./payments-world.ts";

/** Whoever is no operator, and what they hear. */
const others: readonly (readonly [keyof typeof callers | Caller, string])[] = [
  ["anonymous", "CALLER_UNKNOWN"],
  ["cashier", "CALLER_NOT_ALLOWED"],
  ["shopper1", "CALLER_NOT_ALLOWED"],
  [{ ...callers.operator, tenantId: "mer_demomarket" }, "CALLER_NOT_ALLOWED"],
  [{ ...callers.operator, roles: [] }, "CALLER_NOT_ALLOWED"],
];

/** Makes the call as everybody but an operator: refused, and nothing is written. */
export const expectOperatorsOnly = async (
  world: PaymentsWorld,
  call: (client: ReturnType<PaymentsWorld["as"]>) => Promise<unknown>,
): Promise<void> => {
  expect(others.length).toBeGreaterThan(0);
  for (const [who, reason] of others) await expectRefused(world, reason, () => call(world.as(who)));
};
