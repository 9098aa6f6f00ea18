/** The recovery's run, with a payments that hangs: what one sale waits for costs the others nothing. */
import { expect, test } from "@jest/globals";
import type { MembershipParts } from "../membership-parts.ts";
import { recoveryJob } from "./recover-sales.ts";

test("P2: every sale of a run is asked about with time of its own, however long those before it have taken", async () => {
  const now = new Date("2030-03-01T04:00:00.000Z");
  const due = ["order-1", "order-2"].map((merchantTradeId) => ({
    _id: merchantTradeId,
    merchantId: "mer_1",
    merchantTradeId,
  }));
  const query = { sort: () => query, limit: () => query, lean: async () => due };
  const deadlines: unknown[] = [];
  const later: string[] = [];
  const parts = {
    log: { warn: () => undefined },
    sales: { find: () => query, updateOne: async ({ _id }: { _id: string }) => later.push(_id) },
    payments: {
      // The run's own `now` is as old as the run: a deadline that is counted from it is over when the first call has hung.
      queryTrade: async (_request: unknown, options?: { deadline?: Date }) => {
        deadlines.push(options?.deadline);
        throw new Error("payments hangs");
      },
    },
  } as unknown as MembershipParts;
  await recoveryJob(parts).run({ now, signal: new AbortController().signal });
  expect(deadlines).toEqual([undefined, undefined]);
  expect(later).toEqual(["order-1", "order-2"]);
});
