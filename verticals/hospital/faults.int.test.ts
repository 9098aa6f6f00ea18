/** Goal: every handler of the journey may be run again (a store that aborts transactions before and after their commit), and nothing doubles. Method: the store's fault mode, the proof in the end. */
import { expect, test } from "@jest/globals";
import { AT_TEN, CARDS, slotOf, startHospital } from "./testing/start-hospital.ts";

test("V9, H4, H5: with a store that fails every third transaction the day is the same", async () => {
  const hospital = await startHospital();
  hospital.store("hospital").faults({ seed: 11, transientBefore: 0.2, unknownAfter: 0.2 });
  const before = await hospital.balance("shopper1");
  const appointmentId = await hospital.book("shopper1", "li", slotOf(1, AT_TEN));
  const patient = hospital.as("shopper1");
  await patient.checkIn({ appointmentId, emergency: false });
  const { ticketId } = (await hospital.as("doctor").callNext({ seenCalls: 0 })).current!;
  const { items } = await hospital.as("doctor").orderItems({ orderId: "ord_faults00001", ticketId, codes: ["CBC"] });
  const { patientId } = CARDS.li;
  const expectedTotal = { minorUnits: 2_500n, currencyCode: "CNY" };
  const bill = await patient.payItems({ patientId, itemIds: items.map(({ itemId }) => itemId), expectedTotal });
  await hospital.pay("shopper1", bill.tradeId);
  await hospital.drain();
  await hospital.as("nurse").refundItem({ itemId: items[0]!.itemId });
  await hospital.job("send-refunds", 2);
  await hospital.as("doctor").finishVisit({ ticketId });
  await patient.rateVisit({ appointmentId, stars: 4, text: "" });
  hospital.store("hospital").faults(undefined);
  expect(await hospital.balance("shopper1")).toBe(before - 2_500n);
  expect(await hospital.verify()).toMatchObject({ appointments: 1, bills: 1, mismatches: [] });
  await hospital.stop();
});
