/**
 * `node scripts/verify-deliveries.ts [--json]`: holds the totals of broadcasts, inboxes and followers against their rows. Exits 0 when they agree, 1 when they do
 * not, 2 when it could not be read (store-command.ts).
 */
import { type DeliveryCheck, verifyDeliveries } from "../services/content/verify-deliveries.ts";
import { runOnStore } from "./store-command.ts";

const print = ({ broadcasts, messages, mailboxes, windows, mismatches }: DeliveryCheck): void => {
  for (const mismatch of mismatches) console.log(`! ${mismatch}`);
  const verdict = mismatches.length === 0 ? "every delivery is accounted for" : `${mismatches.length} problems`;
  console.log(`${broadcasts} broadcasts, ${messages} messages, ${mailboxes} inboxes, ${windows} windows: ${verdict}`);
};

await runOnStore("verify-deliveries", "content", async (store) => {
  const check = await verifyDeliveries(store);
  if (process.argv.includes("--json")) console.log(JSON.stringify(check));
  else print(check);
  return check.mismatches.length === 0 ? 0 : 1;
});
