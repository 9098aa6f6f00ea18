/** Goal: faults are set by operators, within bounds, and a crash only where nothing else ends with it. Method: a node. */

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { FaultRates } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { type OutsideNode, STRANGERS, startOutsideNode } from "../testing/outside-node.ts";
import { FAULT_KINDS } from "./fault-plan.ts";

let node: OutsideNode;
beforeAll(async () => {
  node = await startOutsideNode();
});
afterAll(() => node.stop());

const rates = (some: Partial<FaultRates> = {}) =>
  ({ ...Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])), ...some }) as unknown as FaultRates;
const request = { channelId: "", seed: 1, rates: rates(), delayMs: 0, lateMs: 0 };

test("rates may be given to one party or to all, and taken back", async () => {
  expect(await node.outside.setFaults({ ...request, rates: rates({ delay: 400, garbage: 600 }) })).toEqual({});
  expect(await node.outside.setFaults({ ...request, channelId: "bank-card" })).toEqual({});
  expect(await node.outside.setFaults({ ...request, rates: undefined })).toEqual({});
});

test.each([
  ["rates", { rates: rates({ delay: 500, garbage: 501 }) }],
  ["channel_id", { channelId: "alipay" }],
  ["delay_ms", { delayMs: 60_001 }],
  ["late_ms", { lateMs: -1 }],
])("REQUEST_INVALID names %s", async (field, changes) => {
  const call = node.outside.setFaults({ ...request, ...changes });
  await expect(call).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field }] });
});

test.each(["crashBefore", "crashAfter"] as const)("CRASH_NOT_ALONE: %s", async (kind) => {
  const call = node.outside.setFaults({ ...request, rates: rates({ [kind]: 1 }) });
  await expect(call).rejects.toMatchObject({ reason: "CRASH_NOT_ALONE" });
});

test.each(STRANGERS)("%j: %s", async (caller, reason) => {
  await expect(node.as(caller).setFaults(request)).rejects.toMatchObject({ reason });
});
