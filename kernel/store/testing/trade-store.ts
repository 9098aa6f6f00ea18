import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "@jest/globals";
import { Schema } from "mongoose";
import { fixedClock } from "../../time/clock.ts";
import { openStore, type Store } from "../open-store.ts";

const tradeSchema = new Schema(
  {
    _id: String,
    merchantId: String,
    merchantTradeId: String,
    state: String,
    amount: { type: BigInt },
    payTime: Date,
    tags: { type: [String], default: undefined },
    expireTime: Date,
  },
  { versionKey: false },
);
tradeSchema.index({ merchantId: 1, payTime: -1 });
tradeSchema.index({ merchantId: 1, merchantTradeId: 1 }, { unique: true, sparse: true });
tradeSchema.index({ payTime: 1 }, { partialFilterExpression: { state: "WAITING" }, name: "waiting" });
tradeSchema.index({ tags: 1 });
tradeSchema.index({ expireTime: 1 }, { expireAfterSeconds: 60 });

/** A model with an index of every kind. */
export const aTradeModel = (store: Store) => store.connection.model("Trade", tradeSchema);
export type TradeModel = ReturnType<typeof aTradeModel>;
/** A data folder for each test of the file, and a store in it. */
export function aTradeStore() {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "paywindow-engine-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
  return {
    dataDir: () => dataDir,
    /** Runs `work` on an open store and closes it. */
    async withStore(work: (store: Store, Trade: TradeModel) => Promise<void>, clock = fixedClock()): Promise<void> {
      const store = await openStore({ name: "shop", dataDir, clock });
      const Trade = aTradeModel(store);
      await store.ready();
      try {
        await work(store, Trade);
      } finally {
        await store.close();
      }
    },
  };
}
