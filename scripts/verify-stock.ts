/**
 * `npm run stock:verify [-- --json]`: holds the stock against receipts and checkouts under way. Exits 0 when they agree, 1 when they do not, 2 when it could
 * not be read (store-command.ts).
 */
import { type StockCheck, verifyStock } from "../verticals/supermarket/verify-stock.ts";
import { runOnStore } from "./store-command.ts";

const print = ({ items, baskets, mismatches }: StockCheck): void => {
  for (const mismatch of mismatches) console.log(`! ${mismatch}`);
  const verdict = mismatches.length === 0 ? "the stock is sound" : `${mismatches.length} problems`;
  console.log(`${items} items, ${baskets} baskets: ${verdict}`);
};

await runOnStore("stock:verify", "supermarket", async (store) => {
  const check = await verifyStock(store);
  if (process.argv.includes("--json")) console.log(JSON.stringify(check));
  else print(check);
  return check.mismatches.length === 0 ? 0 : 1;
});
