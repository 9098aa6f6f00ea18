/**
 * The floor under a checkout: the same contract behind the same doors, answered by a handler that knows nothing. It either answers at once, or makes the commits of
 * a checkout by hand first: the same number of transactions one after the other, each with the same number of rows, as prepared statements on node:sqlite with
 * the same file settings. Commits of callers that wait at the same time share an fsync, as in the store; or each has its own, as a program without group commit
 * would do it. Nothing that does a checkout's work durably can be faster than the first.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { money } from "../../kernel/money/money.ts";
import { defineService } from "../../kernel/node/service-module.ts";
import { Database } from "../../kernel/store/sqlite/database.ts";
import { Group } from "../../kernel/store/sqlite/group.ts";
import {
  type CheckOutBasketRequest,
  type Receipt,
  SupermarketServiceDefinition,
} from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";

/** Rows that a checkout of three lines writes, by transaction (docs/performance.md lists them). The last is the event's, after the answer. */
const ROWS = { begin: 5, pay: 7, conclude: 8, consume: 3 } as const;
/** How a basket's id says what the floor is to do. */
export const FLOOR_PREFIX = {
  floor: "bsk_floor",
  "unshared floor": "bsk_unshared",
  "door only": "bsk_empty",
} as const;

/** The size of a typical document. */
const DOCUMENT = Buffer.alloc(320, 1);

export interface RawStore {
  /** Writes so many rows and resolves when they are durable: at the end of the turn of the event loop, or at once. */
  commit(rows: number, sharing: boolean): Promise<void>;
  close(): void;
}

/** Everything below our code: a file with the store's settings, one prepared statement, one commit per turn of the event loop. */
export const openRawStore = (dataDir: string, name: string): RawStore => {
  mkdirSync(dataDir, { recursive: true });
  const db = new Database(join(dataDir, `${name}.db`));
  db.exec("CREATE TABLE IF NOT EXISTS rows (id BLOB NOT NULL PRIMARY KEY, doc BLOB NOT NULL) WITHOUT ROWID");
  const group = new Group(db, (error) => {
    throw error;
  });
  return {
    commit: async (rows, sharing) => {
      group.open();
      const insert = db.prepare("INSERT INTO rows (id, doc) VALUES (?, ?)");
      const id = randomUUID();
      for (let row = 0; row < rows; row++) insert.run(Buffer.from(`${id}${row}`), DOCUMENT);
      const settled = group.settled();
      if (!sharing) group.flush();
      await settled;
    },
    close: () => {
      group.flush();
      db.close();
    },
  };
};

/** A receipt of three lines. */
const makeReceipt = (basketId: string): Receipt => ({
  ...{ receiptId: "rcp_floor", receiptNumber: "0001", basketId, storeId: "str_demomarket1" },
  ...{
    storeName: "惠民超市（中心店）",
    storeNameEn: "Huimin Market (Central)",
    tillId: "till-1",
    cashierId: "stf_democashier1",
  },
  lines: [1, 2, 3].map((index) => ({
    ...{
      itemId: `itm_demo000${index}`,
      barcode: "6902856001016",
      name: "矿泉水 550毫升",
      nameEn: "Mineral water 550 ml",
    },
    ...{ quantity: 1, unitPrice: money(200n, "CNY"), lineTotal: money(200n, "CNY") },
  })),
  ...{ total: money(600n, "CNY"), tradeId: "trd_floor", payerDisplayName: "*小明", payTime: new Date(0) },
  paidInCash: false,
});

const notHere = async (): Promise<never> => {
  throw new Error("the floor answers CheckOutBasket only");
};

/** The stand-in for the supermarket. */
export const supermarketFloor = defineService(SupermarketServiceDefinition, async ({ config }) => {
  const supermarket = openRawStore(join(config.dataDir, "floor"), "supermarket");
  const payments = openRawStore(join(config.dataDir, "floor"), "payments");
  const checkOutBasket = async ({ basketId }: CheckOutBasketRequest): Promise<Receipt> => {
    if (basketId.startsWith(FLOOR_PREFIX["door only"])) return makeReceipt(basketId);
    const sharing = !basketId.startsWith(FLOOR_PREFIX["unshared floor"]);
    await supermarket.commit(ROWS.begin, sharing);
    await payments.commit(ROWS.pay, sharing);
    await supermarket.commit(ROWS.conclude, sharing);
    void supermarket.commit(ROWS.consume, sharing);
    return makeReceipt(basketId);
  };
  return {
    handlers: {
      checkOutBasket,
      ...{ findItem: notHere, listItems: notHere, putBasket: notHere, getBasket: notHere },
      ...{ voidBasket: notHere, uploadOfflineSale: notHere, getReceipt: notHere },
      ...{
        setUpKiosk: notHere,
        getKiosk: notHere,
        chooseVendItem: notHere,
        payVendOrder: notHere,
        getVendOrder: notHere,
      },
      ...{ cancelVendOrder: notHere, startVend: notHere, confirmVended: notHere, reportVendFailure: notHere },
    },
    stop: async () => {
      supermarket.close();
      payments.close();
    },
  };
});
