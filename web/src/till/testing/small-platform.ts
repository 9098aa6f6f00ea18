import { observable } from "../../api/observable.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { Stored } from "../../api/stored.ts";
import type { OfflineSale } from "../offline/offline-sale.ts";
import type { OfflinePorts } from "../offline/sell-offline.ts";
import type { Notice, TillPorts } from "../till-core.ts";
import type { TillState } from "../till-state.ts";

/** For the till's tests: what they sell, and a small platform that answers at once. */
export const MILK = {
  barcode: "6901234567892",
  name: "Milk",
  nameEn: "Milk",
  unitPrice: { minorUnits: "550", currencyCode: "CNY" },
  availableQuantity: 100,
};
export const CODE = "281234567800000001";

/** Storage that outlives a till, as text, like the browser's. */
export const aStorage = (): Stored<TillState> => {
  let text: string | undefined;
  return {
    read: () => (text === undefined ? undefined : JSON.parse(text)),
    write: (value) => {
      text = JSON.stringify(value);
    },
    clear: () => {
      text = undefined;
    },
  };
};

/** The part for a time without a network, which is not now. */
export const withNetwork = (overrides: Partial<OfflinePorts> = {}): OfflinePorts => {
  const sales = observable<readonly OfflineSale[]>([]);
  return {
    ...{ isCutOff: () => false, itemAtHand: () => undefined, terms: () => undefined, nowMs: () => 0, onSold: () => {} },
    queue: { sales, put: (sale) => sales.set([...sales.get(), sale]), refresh: () => {} },
    ...overrides,
  };
};

export const aPlatform = (overrides: Partial<TillPorts> = {}, store = aStorage()) => {
  const notices: Notice[] = [];
  const checkouts: { key: string; body: unknown; stored: TillState | undefined }[] = [];
  const puts: unknown[] = [];
  let minted = 0;
  const ports: TillPorts = {
    storeId: "str_1",
    tillId: "T-1",
    store,
    findItem: async (barcode) => {
      if (barcode === MILK.barcode) return MILK;
      throw new ApiProblem({ status: 404, reason: "ITEM_NOT_FOUND", detail: "", retryable: false });
    },
    putBasket: async (request) => {
      puts.push(request);
      return { basketId: request.basketId, lines: [MILK] };
    },
    quoteCoupon: async () => ({}),
    checkOutBasket: async (body, key) => {
      checkouts.push({ key, body, stored: store.read() });
      return { basketId: body.basketId, receiptNumber: "0001" };
    },
    getBasket: async ({ basketId }) => ({ basketId }),
    getReceipt: async ({ basketId }) => ({ basketId }),
    reverseTrade: async () => ({}),
    offline: withNetwork(),
    mintKey: () => `key_${++minted}`,
    mintBasketId: () => `bsk_${++minted}`,
    sleep: async () => {},
    notify: (notice) => notices.push(notice),
    ...overrides,
  };
  return { ports, store, notices, checkouts, puts };
};
