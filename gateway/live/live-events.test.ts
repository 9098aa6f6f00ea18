/** Who hears what, without any connection. */
import { expect, test } from "@jest/globals";
import { Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { liveEvents, topicsOfCaller } from "./live-events.ts";

const CLINIC = "str_demohospital1";
const at = (...roles: string[]) => topicsOfCaller({ kind: "staff", id: "stf_1", siteIds: [CLINIC], roles });
const hears = (topics: readonly string[], heard: readonly string[]) => topics.some((topic) => heard.includes(topic));

test("V11: a hall's screen hears that the queue moved; no trade, no payer and no item of anybody", () => {
  const trade = { ...Trade.create(), storeId: CLINIC, payerUserId: "usr_demoshopper1", subject: "挂号费 心内科" };
  const moved = liveEvents.clinicQueueChanged.topicsOf({ storeId: CLINIC, doctorId: "doc_1" });
  const paid = liveEvents.tradePaid.topicsOf({ trade });
  const ordered = liveEvents.itemsChanged.topicsOf({ userId: "usr_demoshopper1", storeId: CLINIC });
  expect([moved, paid, ordered].map((topics) => hears(topics, at("screen")))).toEqual([true, false, false]);
  expect([moved, paid, ordered].map((topics) => hears(topics, at("nurse")))).toEqual([true, true, true]);
  expect(at("screen", "manager")).toEqual(at("manager"));
  expect(at("operator")).toEqual([]);
});

test("V14: a critical report is heard at the clinic's desk at once, not in its hall; a released one by whoever has bound its patient", () => {
  const task = liveEvents.reportTasksChanged.topicsOf({ storeId: CLINIC, isCritical: true });
  expect([at("nurse"), at("screen")].map((heard) => hears(task, heard))).toEqual([true, false]);
  const released = liveEvents.reportReleased.topicsOf({ reportId: "rpt_1", userId: "usr_demoshopper1" });
  expect(released).toEqual(topicsOfCaller({ kind: "user", id: "usr_demoshopper1" }));
});
