/** Goal: what breaks on the answering side of a hop is told to the node's log, not only to the caller as INTERNAL. Method: the codec with bytes and messages that cannot be. */
import { expect, test } from "@jest/globals";
import type { Context } from "moleculer";
import { GetWalletRequest, PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import type { ReasonError } from "../errors/reason.ts";
import { systemClock } from "../time/clock.ts";
import { answerRemoteCall } from "./remote-codec.ts";

const BROKEN_BYTES = Uint8Array.of(0xff);
const GOOD_BYTES = GetWalletRequest.encode({}).finish();
/** An int64 field that holds no bigint. */
const BROKEN_WALLET = { available: { minorUnits: "ten", currencyCode: "CNY" } };

test.each([
  ["a request that cannot be read", BROKEN_BYTES, {}],
  ["an answer that cannot be written", GOOD_BYTES, BROKEN_WALLET],
])("%s: INTERNAL to the caller, the cause to the log", async (_, params, response) => {
  const told: unknown[] = [];
  const asReason = (error: unknown): ReasonError => {
    told.push(error);
    return commonReasons.error("INTERNAL");
  };
  const context = { params, meta: {} } as unknown as Context;
  const method = PaymentsServiceDefinition.methods.getWallet;
  const answer = await answerRemoteCall(context, {
    method,
    clock: systemClock,
    asReason,
    handle: async () => response,
  });
  expect(answer.error?.reason).toBe("INTERNAL");
  expect(told).toEqual([expect.any(Error)]);
});
