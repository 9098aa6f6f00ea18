/**
 * `npm run verify`: every proof that the platform has of its own books, and what the services say of each other's trades: ledger, points, coupons, messages,
 * stock, sales, slots and bills agree to the fen. Run while nothing runs on the store (store-command.ts). Exits 0 when all is sound, 1 when it is not, 2 when a store
 * could not be read.
 */
import type { Store } from "../kernel/store/open-store.ts";
import { verifyDeliveries } from "../services/content/verify-deliveries.ts";
import { verifyCoupons } from "../services/marketing/verify-coupons.ts";
import { verifyRedemptions } from "../services/marketing/verify-redemptions.ts";
import { verifyPoints } from "../services/membership/points/verify-points.ts";
import { verifyLedger } from "../services/payments/ledger/verify-ledger.ts";
import { readTradeSums } from "../services/payments/trade/trade-sums.ts";
import { verifyAppointments } from "../verticals/hospital/verify-appointments.ts";
import { verifyBills } from "../verticals/restaurant/verify-bills.ts";
import { verifySales } from "../verticals/supermarket/verify-sales.ts";
import { verifyStock } from "../verticals/supermarket/verify-stock.ts";
import { runOnStores } from "./store-command.ts";

/** What a proof found, in words. */
interface Verdict {
  readonly counted: string;
  readonly mismatches: readonly string[];
}

type AskTrade = ReturnType<typeof readTradeSums>;

/** The proofs in the order of the money: what was paid, what hangs on it, what was sold for it. */
const PROOFS: readonly (readonly [
  service: string,
  what: string,
  prove: (store: Store, ask: AskTrade) => Promise<Verdict>,
])[] = [
  [
    "payments",
    "ledger",
    async (store) => {
      const { entries, accounts, trades, mismatches } = await verifyLedger(store);
      return { counted: `${entries} entries, ${accounts} accounts, ${trades} trades`, mismatches };
    },
  ],
  [
    "membership",
    "points",
    async (store) => {
      const { cards, entries, mismatches } = await verifyPoints(store);
      return { counted: `${cards} cards, ${entries} entries`, mismatches };
    },
  ],
  [
    "marketing",
    "coupons",
    async (store, ask) => {
      const { campaigns, coupons, holds, mismatches } = await verifyCoupons(store);
      const counted = `${campaigns} campaigns, ${coupons} coupons, ${holds} holds`;
      return { counted, mismatches: [...mismatches, ...(await verifyRedemptions(store, ask))] };
    },
  ],
  [
    "content",
    "messages",
    async (store) => {
      const { broadcasts, messages, mismatches } = await verifyDeliveries(store);
      return { counted: `${broadcasts} broadcasts, ${messages} messages`, mismatches };
    },
  ],
  [
    "supermarket",
    "stock",
    async (store) => {
      const { items, baskets, mismatches } = await verifyStock(store);
      return { counted: `${items} items, ${baskets} baskets`, mismatches };
    },
  ],
  [
    "supermarket",
    "sales",
    async (store, ask) => {
      const { checkouts, vends, mismatches } = await verifySales(store, ask);
      return { counted: `${checkouts} checkouts, ${vends} vends`, mismatches };
    },
  ],
  [
    "hospital",
    "slots",
    async (store, ask) => {
      const { slots, appointments, bills, mismatches } = await verifyAppointments(store, ask);
      return { counted: `${slots} slots, ${appointments} appointments, ${bills} bills`, mismatches };
    },
  ],
  [
    "restaurant",
    "bills",
    async (store, ask) => {
      const { orders, tables, mismatches } = await verifyBills(store, ask);
      return { counted: `${orders} orders, ${tables} tables`, mismatches };
    },
  ],
];

await runOnStores("verify", [...new Set(PROOFS.map(([service]) => service))], async (stores) => {
  const ask = readTradeSums(stores.payments as Store);
  let problems = 0;
  for (const [service, what, prove] of PROOFS) {
    const { counted, mismatches } = await prove(stores[service] as Store, ask);
    for (const mismatch of mismatches) console.log(`! ${what}: ${mismatch}`);
    console.log(`${mismatches.length === 0 ? "sound" : "WRONG"}  ${what.padEnd(9)} ${counted}`);
    problems += mismatches.length;
  }
  console.log(problems === 0 ? "all books agree" : `${problems} problems`);
  return problems === 0 ? 0 : 1;
});
