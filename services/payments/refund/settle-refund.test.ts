/** Goal: only what a channel says beyond doubt moves a refund (P24). Method: every state against every answer to both kinds of message. */
import { expect, test } from "@jest/globals";
import type { RefundAnswer } from "../channel/channel.ts";
import { RefundState } from "./refund.ts";
import { decideRefundAnswer } from "./settle-refund.ts";

const ANSWERS: readonly RefundAnswer[] = [
  { result: "REFUNDED", refundTime: new Date("2026-03-01T05:00:00.000Z") },
  { result: "FAILED", channelCode: "35" },
  { result: "WAITING" },
  { result: "NOT_FOUND" },
  { result: "UNKNOWN", cause: "nothing was heard" },
];

const { PENDING, SUCCESS, FAILED } = RefundState;

test.each<[RefundState, "refund" | "query", readonly string[]]>([
  [PENDING, "refund", ["DONE", "FAILED", "OPEN", "OPEN", "OPEN"]],
  [PENDING, "query", ["DONE", "FAILED", "OPEN", "OPEN", "OPEN"]],
  [SUCCESS, "query", ["OPEN", "RETURNED", "OPEN", "OPEN", "OPEN"]],
  // The refusal of a request that was sent twice: the first has given the payer the money, and the merchant gets nothing back.
  [SUCCESS, "refund", ["OPEN", "OPEN", "OPEN", "OPEN", "OPEN"]],
  [FAILED, "refund", ["OPEN", "OPEN", "OPEN", "OPEN", "OPEN"]],
  [FAILED, "query", ["OPEN", "OPEN", "OPEN", "OPEN", "OPEN"]],
])("P24: a refund that is %s, and the answer to a %s", (state, to, outcomes) => {
  expect(ANSWERS.map((answer) => decideRefundAnswer(state, answer, to).outcome)).toEqual(outcomes);
});
