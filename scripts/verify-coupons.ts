/**
 * `npm run coupons:verify [-- --json]`: holds every campaign's counters against its coupons, and every coupon against its sale. Exits 0 when they agree, 1 when they
 * do not, 2 when it could not be read (store-command.ts).
 */
import { type CouponCheck, verifyCoupons } from "../services/marketing/verify-coupons.ts";
import { runOnStore } from "./store-command.ts";

const print = ({ campaigns, coupons, holds, mismatches }: CouponCheck): void => {
  for (const mismatch of mismatches) console.log(`! ${mismatch}`);
  const verdict = mismatches.length === 0 ? "the coupons are sound" : `${mismatches.length} problems`;
  console.log(`${campaigns} campaigns, ${coupons} coupons, ${holds} holds: ${verdict}`);
};

await runOnStore("coupons:verify", "marketing", async (store) => {
  const check = await verifyCoupons(store);
  if (process.argv.includes("--json")) console.log(JSON.stringify(check));
  else print(check);
  return check.mismatches.length === 0 ? 0 : 1;
});
