/**
 * `node scripts/verify-points.ts [--json]`: replays every entry of every card's points against its balances, its sales and their refunds. Exits 0 when they agree, 1
 * when they do not, 2 when it could not be read (store-command.ts).
 */
import { type PointsCheck, verifyPoints } from "../services/membership/points/verify-points.ts";
import { runOnStore } from "./store-command.ts";

const print = ({ cards, entries, mismatches }: PointsCheck): void => {
  for (const mismatch of mismatches) console.log(`! ${mismatch}`);
  const verdict = mismatches.length === 0 ? "the points are sound" : `${mismatches.length} problems`;
  console.log(`${cards} cards, ${entries} entries: ${verdict}`);
};

await runOnStore("verify-points", "membership", async (store) => {
  const check = await verifyPoints(store);
  if (process.argv.includes("--json")) console.log(JSON.stringify(check));
  else print(check);
  return check.mismatches.length === 0 ? 0 : 1;
});
