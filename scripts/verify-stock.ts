/**
 * `npm run stock:verify [-- --json]`: holds the stock of the store that the environment names (PAYWINDOW_DATA, MONGODB_URI) against receipts and checkouts
 * under way. Exits 0 when they agree, 1 when they do not, 2 when it could not be read: the embedded store belongs to one process, so stop the platform first.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, readConfig } from "../kernel/config/read-config.ts";
import { StoreError } from "../kernel/store/errors.ts";
import { openStore } from "../kernel/store/open-store.ts";
import { type StockCheck, verifyStock } from "../verticals/supermarket/verify-stock.ts";

const open = async () => {
  const { dataDir, mongodbUri } = readConfig(process.env, []);
  const file = join(dataDir, "supermarket.db");
  if (!mongodbUri && !existsSync(file))
    throw new ConfigError(`there is no stock at ${file}; has the platform ever run here?`);
  return openStore({ name: "supermarket", dataDir, mongodbUri });
};

const print = ({ items, baskets, mismatches }: StockCheck): void => {
  for (const mismatch of mismatches) console.log(`! ${mismatch}`);
  const verdict = mismatches.length === 0 ? "the stock is sound" : `${mismatches.length} problems`;
  console.log(`${items} items, ${baskets} baskets: ${verdict}`);
};

try {
  const store = await open();
  const check = await verifyStock(store).finally(() => store.close());
  if (process.argv.includes("--json")) console.log(JSON.stringify(check));
  else print(check);
  process.exitCode = check.mismatches.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof StoreError ? `stock:verify: ${error.message}` : error);
  process.exitCode = 2;
}
