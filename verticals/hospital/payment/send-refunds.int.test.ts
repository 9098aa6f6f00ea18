/** Goal: a refund ends, one way or the other (P2, P24). Method: real payments; what it says of a refund is replaced in between where no bank would say it. */
import { afterEach, expect, test } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { openStore, type Store } from "../../../kernel/store/open-store.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { RefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import { appointmentModel } from "../appointment/appointment-model.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { itemModel } from "../item/item-model.ts";
import { AT_TEN, slotOf, startHospital } from "../testing/start-hospital.ts";
import { sendRefundsJob } from "./send-refunds.ts";

let store: Store;
afterEach(() => store.close());

type Refund = HospitalParts["payments"]["refundTrade"];

/** A fee that is to go back, in a store without a node, whose own job would send it; and the job with another payments. Also how often that was asked, and the log. */
const due = async (refundTrade: Refund) => {
  const hospital = await startHospital();
  const appointmentId = await hospital.book("shopper1", "li", slotOf(1, AT_TEN + 1));
  const [row] = await hospital.rows<AppointmentRow>("appointments");
  await hospital.stop();
  store = await openStore({ name: "hospital" });
  const appointments = appointmentModel(store.connection);
  const cancelled: AppointmentRow = { ...row!, state: "CANCELLED", occupies: false, refundState: "PENDING" };
  await insertRow(appointments, cancelled);
  const lines: string[] = [];
  const note = (_: object, line: string) => void lines.push(line);
  let asked = 0;
  const parts = {
    ...{ appointments, items: itemModel(store.connection), log: { error: note, warn: note } },
    payments: {
      refundTrade: (...call: Parameters<Refund>) => {
        asked++;
        return refundTrade(...call);
      },
    },
  } as unknown as HospitalParts;
  const job = sendRefundsJob(parts);
  const days = async (count: number) => {
    for (let minute = 0; minute < count * 24 * 60; minute += 10)
      await job.run({ now: plusMs(row!.refundDueTime, minute * 60_000), signal: new AbortController().signal });
  };
  const stateOf = async () => (await appointments.findById(appointmentId).lean())?.refundState;
  return { days, stateOf, lines, asked: () => asked };
};

test("P24: a channel that keeps failing is asked ever more seldom, and in the end it is the manager's", async () => {
  const failed = async () => ({ state: RefundState.REFUND_STATE_FAILED }) as Awaited<ReturnType<Refund>>;
  const { days, stateOf, lines, asked } = await due(failed);
  await days(1);
  expect(await stateOf()).toBe("FAILED");
  expect(asked()).toBe(25);
  expect(lines.filter((line) => line === "a refund was refused for good")).toHaveLength(1);
});

test("P2: a result that is not known is asked for as long as it takes", async () => {
  const unknown = async () => ({ state: RefundState.REFUND_STATE_PENDING }) as Awaited<ReturnType<Refund>>;
  const { days, stateOf, asked } = await due(unknown);
  await days(1);
  expect(await stateOf()).toBe("PENDING");
  expect(asked()).toBeGreaterThan(100);
});

test("a refusal for good is told once and not repeated; funds that are short may suffice tomorrow", async () => {
  const reasons = ["MERCHANT_FUNDS_SHORT", "MERCHANT_FUNDS_SHORT", "REFUND_EXCEEDS_PAID"] as const;
  const left = [...reasons];
  const { days, stateOf, lines, asked } = await due(async () => {
    const row = { code: "FAILED_PRECONDITION", retryable: false, zh: "拒绝", en: "Refused." } as const;
    throw new ReasonError("payments", left.shift() ?? "REFUND_EXCEEDS_PAID", row);
  });
  await days(1);
  expect(await stateOf()).toBe("FAILED");
  expect(asked()).toBe(reasons.length);
  expect(lines.filter((line) => line === "a refund was refused for good")).toHaveLength(1);
});
