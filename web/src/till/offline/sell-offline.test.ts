/** A whole till that cannot reach the platform. */
import { describe, expect, test } from "@jest/globals";
import { Unanswered } from "../../api/problem.ts";
import { openTill } from "../open-till.ts";
import { aPlatform, CODE, MILK, withNetwork } from "../testing/small-platform.ts";
import type { OfflinePorts } from "./sell-offline.ts";

describe("Y12: without a network", () => {
  const terms = {
    ...{ checkInTime: "1970-01-01T00:00:00.000Z" },
    offline: { maxTrade: "20000", maxTotal: "100000", maxAgeS: 3600 },
  };
  const cutOff = (overrides: Partial<OfflinePorts> = {}) =>
    withNetwork({ isCutOff: () => true, itemAtHand: () => MILK, terms: () => terms, ...overrides });
  const unreached = {
    findItem: () => Promise.reject(new Unanswered(new Error("no network"))),
    putBasket: () => Promise.reject(new Unanswered(new Error("no network"))),
    sleep: () => new Promise<void>(() => {}),
  };

  test("V3, Y12: an item is found at hand, and a code that looks right sells: the sale is stored before the screen says so", async () => {
    let stored: unknown;
    const offline = cutOff({ onSold: () => {} });
    const { ports, checkouts, store } = aPlatform({ ...unreached, offline });
    const put = offline.queue.put;
    offline.queue.put = (sale) => {
      stored = store.read()?.screen;
      put(sale);
    };
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect([stored, till.state.get().screen, checkouts]).toEqual(["tender", "sold", []]);
    expect(offline.queue.sales.get()).toMatchObject([
      { basketId: "bsk_1", idempotencyKey: "key_2", paymentCode: CODE, state: "WAITING", total: MILK.unitPrice },
    ]);
    await till.scan(MILK.barcode);
    expect(till.state.get()).toMatchObject({ screen: "items", basketId: "bsk_3" });
  });

  test("V3: a page that goes away between the two finds the sale sold, and does not sell it again", async () => {
    const offline = cutOff();
    const { ports, store } = aPlatform({ ...unreached, offline });
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    const atTender = store.read()!;
    await till.scan(CODE);
    store.write(atTender);
    const again = openTill(ports);
    expect(again.state.get().screen).toBe("sold");
    expect(offline.queue.sales.get()).toHaveLength(1);
  });

  test("cash needs no terms; what was handed over goes with the sale", async () => {
    const offline = cutOff({ terms: () => undefined });
    const till = openTill(aPlatform({ ...unreached, offline }).ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    till.takeCash({ minorUnits: "1000", currencyCode: "CNY" });
    expect(till.state.get().screen).toBe("sold");
    expect(offline.queue.sales.get()).toMatchObject([{ received: { minorUnits: "1000" }, state: "WAITING" }]);
    expect(offline.queue.sales.get()[0]).not.toHaveProperty("paymentCode");
  });

  test("P38: above the cap of one trade nothing is sold", async () => {
    const offline = cutOff({ terms: () => ({ ...terms, offline: { ...terms.offline, maxTrade: "549" } }) });
    const { ports, notices } = aPlatform({ ...unreached, offline });
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect([till.state.get().screen, notices.at(-1)?.text]).toEqual(["tender", "offlineTooLarge"]);
    expect(offline.queue.sales.get()).toEqual([]);
  });
});
