import { expect } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import type { PaymentsWorld } from "./payments-world.ts";

/** What a call's refusal looked like from outside. */
export interface Refusal {
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
}

/** Makes the call, expects it to be refused, and expects it to have written to these collections (by model) and to no other. */
export const expectRefused = async (
  world: PaymentsWorld,
  reason: string,
  call: () => Promise<unknown>,
  writes: readonly string[] = [],
): Promise<Refusal> => {
  const before = await world.snapshot();
  const error = await call().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ReasonError)) throw error ?? new Error(`expected ${reason}, but the call was answered`);
  expect(error.reason).toBe(reason);
  const after = await world.snapshot();
  expect(Object.keys(after).filter((model) => after[model] !== before[model])).toEqual(writes);
  return { reason, metadata: error.metadata, fields: error.fields.map(({ field }) => field) };
};
