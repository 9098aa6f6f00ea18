/**
 * `npm run ledger:verify [-- --json]`: replays every entry of the ledger and compares. Exits 0 when it is sound, 1 when it is not, 2 when it could not be
 * read (store-command.ts).
 */
import { formatMoney, money } from "../kernel/money/money.ts";
import { type LedgerReport, verifyLedger } from "../services/payments/ledger/verify-ledger.ts";
import { runOnStore } from "./store-command.ts";

const print = (report: LedgerReport): void => {
  for (const { currencyCode, accounts, debits, credits, held } of report.currencies) {
    const amount = (minorUnits: bigint) => formatMoney(money(minorUnits, currencyCode));
    console.log(
      `${currencyCode}: ${accounts} accounts, debits ${amount(debits)}, credits ${amount(credits)}, held ${amount(held)}`,
    );
  }
  for (const mismatch of report.mismatches) console.log(`! ${mismatch}`);
  const verdict = report.problems === 0 ? "the ledger is sound" : `${report.problems} problems`;
  console.log(`${report.entries} entries, ${report.accounts} accounts, ${report.trades} trades: ${verdict}`);
};

const bigintAsText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

await runOnStore("ledger:verify", "payments", async (store) => {
  const report = await verifyLedger(store);
  if (process.argv.includes("--json")) console.log(JSON.stringify(report, bigintAsText));
  else print(report);
  return report.problems === 0 ? 0 : 1;
});
