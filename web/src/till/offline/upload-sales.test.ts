/** Two tabs, lost answers, refusals: what becomes of the sales that wait. Method: a storage in memory and a platform of a few lines. */
import { expect, test } from "@jest/globals";
import { ApiProblem, Unanswered } from "../../api/problem.ts";
import type { OfflineSale } from "./offline-sale.ts";
import { saleQueue } from "./sale-queue.ts";
import { type UploadPorts, uploadSales } from "./upload-sales.ts";

const aStorage = (): Storage => {
  const texts = new Map<string, string>();
  return {
    get length() {
      return texts.size;
    },
    key: (index) => [...texts.keys()][index] ?? null,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
    clear: () => texts.clear(),
  };
};

const total = { minorUnits: "400", currencyCode: "CNY" };
const CODE = "281234567800000001";
const aSale = (n: number, change: Partial<OfflineSale> = {}): OfflineSale => ({
  ...{ basketId: `bsk_${n}`, idempotencyKey: `key_${n}`, lines: [], total, soldTime: `2026-03-01T04:0${n}:00.000Z` },
  ...{ paymentCode: CODE, state: "WAITING", ...change },
});
const refusal = (reason: string, status = 400) => new ApiProblem({ status, reason, detail: "", retryable: false });

const aTab = (area: Storage, overrides: Partial<UploadPorts> = {}) => {
  const asked: string[] = [];
  const ports: UploadPorts = {
    ...{ storeId: "str_1", tillId: "T-1", queue: saleQueue(area, "str_1") },
    failures: new Map(),
    ...{ nowMs: () => Date.UTC(2026, 2, 1), mintKey: () => "key_new" },
    uploadOfflineSale: async ({ basketId }, key) => {
      asked.push(key);
      return { basketId, receiptNumber: "0007" };
    },
    getReceipt: async () => {
      throw refusal("RECEIPT_NOT_FOUND", 404);
    },
    ...overrides,
  };
  return { ports, asked };
};

test("V3: what waits is sent the oldest first under its own key; the code is forgotten with the answer, and a reload finds all of it", async () => {
  const area = aStorage();
  const { ports, asked } = aTab(area);
  ports.queue.put(aSale(2));
  ports.queue.put(aSale(1));
  expect(await uploadSales(ports)).toBe(true);
  expect(asked).toEqual(["key_1", "key_2"]);
  const reloaded = saleQueue(area, "str_1").sales.get();
  expect(reloaded.map(({ basketId, state, receiptNumber }) => [basketId, state, receiptNumber])).toEqual([
    ["bsk_2", "PAID", "0007"],
    ["bsk_1", "PAID", "0007"],
  ]);
  expect(JSON.stringify(reloaded)).not.toContain(CODE);
  expect(reloaded.map(({ byCode }) => byCode)).toEqual([true, true]);
});

test.each([
  ["no answer", new Unanswered(new Error("gone"))],
  ["nobody is signed in", refusal("CALLER_UNKNOWN", 401)],
])("P1: %s: it goes on waiting, with its code and its key", async (_, error) => {
  const { ports } = aTab(aStorage(), {
    uploadOfflineSale: async () => {
      throw error;
    },
  });
  ports.queue.put(aSale(1));
  expect(await uploadSales(ports)).toBe(false);
  expect(ports.queue.sales.get()).toEqual([aSale(1)]);
});

test("P38: a refusal is a shortfall, and the others go on", async () => {
  const { ports } = aTab(aStorage(), {
    uploadOfflineSale: async (_, key) => {
      if (key === "key_1") throw refusal("BALANCE_INSUFFICIENT");
      return { receiptNumber: "0008" };
    },
  });
  ports.queue.put(aSale(1));
  ports.queue.put(aSale(2));
  expect(await uploadSales(ports)).toBe(true);
  const [second, first] = ports.queue.sales.get();
  expect(first).toMatchObject({ state: "SHORT", refusal: { reason: "BALANCE_INSUFFICIENT" } });
  expect(second).toMatchObject({ state: "PAID" });
});

test.each(["TOO_MANY_WRONG_CODES", "PAYMENTS_TOO_FREQUENT"])(
  "P38: %s passes with time: the sale waits a minute with its code, under a key that nothing was refused for",
  async (reason) => {
    let nowMs = Date.UTC(2026, 2, 1);
    const asked: string[] = [];
    const { ports } = aTab(aStorage(), {
      nowMs: () => nowMs,
      uploadOfflineSale: async (_, key) => {
        asked.push(key);
        if (key === "key_1") throw refusal(reason);
        return { receiptNumber: "0010" };
      },
    });
    ports.queue.put(aSale(1));
    expect(await uploadSales(ports)).toBe(false);
    expect(ports.queue.sales.get()).toMatchObject([{ state: "WAITING", paymentCode: CODE, idempotencyKey: "key_new" }]);
    nowMs += 59_000;
    expect(await uploadSales(ports)).toBe(false);
    nowMs += 1_000;
    expect(await uploadSales(ports)).toBe(true);
    expect(asked).toEqual(["key_1", "key_new"]);
    expect(ports.queue.sales.get()).toMatchObject([{ state: "PAID", receiptNumber: "0010" }]);
  },
);

test("V3: a sale that the platform breaks over, every time, keeps none of the others waiting", async () => {
  const broken = new ApiProblem({ status: 500, reason: "INTERNAL", detail: "", retryable: true });
  const { ports } = aTab(aStorage(), {
    uploadOfflineSale: async (_, key) => {
      if (key === "key_1") throw broken;
      return { receiptNumber: "0008" };
    },
  });
  ports.queue.put(aSale(1));
  ports.queue.put(aSale(2));
  expect(await uploadSales(ports)).toBe(false);
  expect(ports.queue.sales.get().map(({ state }) => state)).toEqual(["PAID", "WAITING"]);
});

test("a sale over which no answer comes is the last to be tried the next time", async () => {
  const { ports } = aTab(aStorage(), {
    uploadOfflineSale: async (_, key) => {
      if (key === "key_1") throw new Unanswered(new Error("too slow"));
      return { receiptNumber: "0008" };
    },
  });
  ports.queue.put(aSale(1));
  ports.queue.put(aSale(2));
  expect(await uploadSales(ports)).toBe(false);
  expect(ports.queue.sales.get().map(({ state }) => state)).toEqual(["WAITING", "WAITING"]);
  expect(await uploadSales(ports)).toBe(false);
  expect(ports.queue.sales.get().map(({ state }) => state)).toEqual(["PAID", "WAITING"]);
});

test("V3: a basket that another tab had paid under another key is paid, not short", async () => {
  const { ports } = aTab(aStorage(), {
    uploadOfflineSale: async () => {
      throw refusal("BASKET_NOT_OPEN");
    },
    getReceipt: async () => ({ receiptNumber: "0009" }),
  });
  ports.queue.put(aSale(1));
  await uploadSales(ports);
  expect(ports.queue.sales.get()).toMatchObject([{ state: "PAID", receiptNumber: "0009" }]);
});

test("an answer that comes after the sale was given another tender changes nothing of it", async () => {
  const area = aStorage();
  const tab = aTab(area, {
    uploadOfflineSale: async () => {
      tab.ports.queue.put(aSale(1, { idempotencyKey: "key_cash", paymentCode: undefined }));
      throw refusal("PAYMENT_CODE_SPENT");
    },
  });
  tab.ports.queue.put(aSale(1));
  expect(await uploadSales(tab.ports)).toBe(false);
  expect(saleQueue(area, "str_1").sales.get()).toMatchObject([{ state: "WAITING", idempotencyKey: "key_cash" }]);
});
