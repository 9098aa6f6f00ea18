/** Goal: a refund ends, one way or the other (P2, P24). Method: real payments; what it says of a refund is replaced in between where no bank would say it. */
import { afterEach, expect, test } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { RefundState } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { RefundState as TradeRefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { appointmentModel } from "../appointment/appointment-model.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { itemModel } from "../item/item-model.ts";
import { AT_TEN, type Hospital, slotOf, startHospital } from "../testing/start-hospital.ts";
import { sendRefundsJob } from "./send-refunds.ts";

let hospital: Hospital;
afterEach(() => hospital.stop());

type Refund = HospitalParts["payments"]["refundTrade"];

/** A cancelled appointment, and the job over its store with another payments. Gives how often payments was asked, and the lines of the log. */
const cancelled = async (refundTrade: Refund) => {
  hospital = await startHospital();
  const appointmentId = await hospital.book("shopper1", "li", slotOf(1, AT_TEN + 1));
  await hospital.as("shopper1").cancelAppointment({ appointmentId });
  const { connection } = hospital.store("hospital");
  const lines: string[] = [];
  const note = (_: object, line: string) => void lines.push(line);
  let asked = 0;
  const parts = {
    ...{ appointments: appointmentModel(connection), items: itemModel(connection), log: { error: note, warn: note } },
    payments: {
      refundTrade: (...call: Parameters<Refund>) => {
        asked++;
        return refundTrade(...call);
      },
    },
  } as unknown as HospitalParts;
  const job = sendRefundsJob(parts);
  const days = async (count: number) => {
    for (let minute = 0; minute < count * 24 * 60; minute += 10) {
      hospital.clock.advance(10 * 60_000);
      await job.run({ now: hospital.clock.now(), signal: new AbortController().signal });
    }
  };
  const stateOf = async () => (await hospital.as("shopper1").getAppointment({ appointmentId })).refundState;
  return { days, stateOf, lines, asked: () => asked };
};

test("P24: a channel that keeps failing is asked ever more seldom, and in the end it is the manager's", async () => {
  const failed = async () => ({ state: TradeRefundState.REFUND_STATE_FAILED }) as Awaited<ReturnType<Refund>>;
  const { days, stateOf, lines, asked } = await cancelled(failed);
  await days(1);
  expect(await stateOf()).toBe(RefundState.REFUND_STATE_FAILED);
  expect(asked()).toBe(25);
  expect(lines.filter((line) => line === "a refund was refused for good")).toHaveLength(1);
});

test("P2: a result that is not known is asked for as long as it takes", async () => {
  const unknown = async () => ({ state: TradeRefundState.REFUND_STATE_PENDING }) as Awaited<ReturnType<Refund>>;
  const { days, stateOf, asked } = await cancelled(unknown);
  await days(1);
  expect(await stateOf()).toBe(RefundState.REFUND_STATE_PENDING);
  expect(asked()).toBeGreaterThan(100);
});

test("a refusal for good is told once and not repeated; funds that are short may suffice tomorrow", async () => {
  const reasons = ["MERCHANT_FUNDS_SHORT", "MERCHANT_FUNDS_SHORT", "REFUND_EXCEEDS_PAID"] as const;
  const left = [...reasons];
  const { days, stateOf, lines, asked } = await cancelled(async () => {
    const row = { code: "FAILED_PRECONDITION", retryable: false, zh: "拒绝", en: "Refused." } as const;
    throw new ReasonError("payments", left.shift() ?? "REFUND_EXCEEDS_PAID", row);
  });
  await days(1);
  expect(await stateOf()).toBe(RefundState.REFUND_STATE_FAILED);
  expect(asked()).toBe(reasons.length);
  expect(lines.filter((line) => line === "a refund was refused for good")).toHaveLength(1);
});
