/**
 * Goal: a day at the hospital over the platform's gRPC door, as a program of a partner would live it: card, place, fee, queue, examinations, the laboratory's
 * report, the rating. Method: the platform as a process; every call is gRPC with the caller's own token, the report comes over the laboratory's line.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { Client, credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServiceDefinition } from "../../kernel/contract/contract.ts";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { chinaTime } from "../../kernel/time/china-time.ts";
import { ContentServiceDefinition } from "../../proto/gen/paywindow/content/v1/content.ts";
import { AppointmentState } from "../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { HospitalServiceDefinition } from "../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { BillState, ItemState } from "../../proto/gen/paywindow/hospital/v1/item.ts";
import { Relation } from "../../proto/gen/paywindow/hospital/v1/patient.ts";
import { TicketState } from "../../proto/gen/paywindow/hospital/v1/queue.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { type Caller, callOver, tokenOf, until } from "./testing/grpc-caller.ts";

const MERCHANT = "mer_demohospital";
const DOCTOR = "doc_demodoctor1";
const PASSWORD = "280517";
const LI = { cardNumber: "RH20260001", name: "李小明", identityNumber: "990101198803070019" };

let platform: Platform;
let laboratoryPort: number;
let channel: Client;
beforeAll(async () => {
  laboratoryPort = await freePort();
  platform = await startPlatform({ env: { PAYWINDOW_MLLP_PORT: String(laboratoryPort) } });
  channel = new Client(platform.grpcAddress, credentials.createInsecure());
}, 60_000);
afterAll(async () => {
  channel?.close();
  await platform?.remove();
});

const over = <Definition extends ServiceDefinition>(definition: Definition, token: string) =>
  callOver(channel, definition, token);

const pay = async (token: string, tradeId: string): Promise<void> => {
  const wallet = over(PaymentsServiceDefinition, token);
  await wallet.setPaymentPassword({ paymentPassword: PASSWORD });
  await wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD });
};

/** A blood count of the patient's, over the laboratory's line; what it answers. */
const sendReport = async (): Promise<string> => {
  const time = chinaTime(new Date()).replaceAll(/\D/g, "");
  const text = [
    `MSH|^~\\&|LIS|LAB|HIS|RH|${time}||ORU^R01|LABGRPC1|P|2.5`,
    `PID|1||${LI.cardNumber}^^^RH^MR||${LI.name}`,
    "OBR|1||LABGRPC1|CBC^血常规|||||||||||||||||||||F",
    "OBX|1|NM|718-7^血红蛋白^LN||148|g/L|130-175|N|||F",
  ].join("\r");
  const socket = connect(laboratoryPort, "127.0.0.1");
  socket.write(`\x0b${text}\x1c\r`);
  const [answer] = await once(socket, "data");
  socket.destroy();
  return String(answer);
};

test("H1, H3, H4, H5, H7, H9 over gRPC: from the visit card to the report and the rating", async () => {
  const tokens = await Promise.all(["shopper1", "shopper2", "doctor1"].map((login) => tokenOf(channel, login)));
  const mine = tokens[0]!;
  type Person = Caller<HospitalServiceDefinition>;
  const people = tokens.map((token) => over(HospitalServiceDefinition, token));
  const [patient, stranger, doctor] = people as [Person, Person, Person];
  const bind = { ...LI, merchantId: MERCHANT, relation: Relation.RELATION_SELF, consent: true };
  const { patientId } = await patient.bindPatient(bind);

  const date = chinaTime(new Date()).slice(0, 10);
  const { slots } = await patient.listSlots({ doctorId: DOCTOR, date });
  const slot = slots.find(
    ({ endTime, freePlaces }) => freePlaces > 0 && (endTime?.getTime() ?? 0) > Date.now() + 5_000,
  );
  const held = await patient.holdSlot({ slotId: slot!.slotId, patientId });
  const { appointmentId } = held;
  await pay(mine, (await patient.payFee({ appointmentId })).tradeId);
  const confirmed = await until(
    () => patient.getAppointment({ appointmentId }),
    ({ state }) => state === AppointmentState.APPOINTMENT_STATE_CONFIRMED,
  );
  expect(confirmed).toMatchObject({ queueNumber: "N001", patientMaskedName: "李*明" });
  await expect(stranger.getAppointment({ appointmentId })).rejects.toThrow();

  const waiting = await patient.checkIn({ appointmentId, emergency: false });
  expect(waiting).toMatchObject({ ahead: 0, ticket: { state: TicketState.TICKET_STATE_WAITING } });
  const { ticketId } = (await doctor.callNext({ seenCalls: 0 })).current!;
  const ordered = await doctor.orderItems({ orderId: "ord_overgrpc01", ticketId, codes: ["CBC"] });
  const bill = await patient.payItems({
    ...{ patientId, itemIds: ordered.items.map(({ itemId }) => itemId) },
    expectedTotal: { minorUnits: 2_500n, currencyCode: "CNY" },
  });
  await pay(mine, bill.tradeId);
  const paid = await until(
    () => patient.getItemBill({ billId: bill.billId }),
    ({ state }) => state === BillState.BILL_STATE_PAID,
  );
  expect(paid.state).toBe(BillState.BILL_STATE_PAID);
  expect((await patient.listItems({ patientId })).items.map(({ state }) => state)).toEqual([ItemState.ITEM_STATE_PAID]);

  expect(await sendReport()).toContain("MSA|AA|LABGRPC1");
  const { reports } = await until(
    () => patient.listReports({ patientId }),
    (found) => found.reports.length > 0,
  );
  const report = await patient.getReport({ reportId: reports[0]!.reportId });
  expect(JSON.stringify(report, (_, value) => (typeof value === "bigint" ? String(value) : value))).toContain(
    "血红蛋白",
  );
  await expect(stranger.getReport({ reportId: reports[0]!.reportId })).rejects.toThrow();

  await doctor.finishVisit({ ticketId });
  const rated = await patient.rateVisit({ appointmentId, stars: 5, text: "很耐心" });
  expect(rated).toMatchObject({ stars: 5, state: AppointmentState.APPOINTMENT_STATE_FINISHED });
  const told = await until(
    () => over(ContentServiceDefinition, mine).listMessages({ pageSize: 50 }),
    ({ messages }) => messages.some(({ title }) => title?.zh === "检验报告已出"),
  );
  const titles = told.messages.map(({ title }) => title?.zh);
  expect(titles).toEqual(expect.arrayContaining(["请到诊室就诊", "检验报告已出"]));
}, 60_000);
