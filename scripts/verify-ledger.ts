/**
 * `npm run ledger:verify [-- --json]`: proves the ledger of the store that the environment names (PAYWINDOW_DATA, MONGODB_URI). Exits 0 when it is sound,
 * 1 when it is not, 2 when it could not be read: the embedded store belongs to one process, so stop the platform first; MongoDB is read beside it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, readConfig } from "../kernel/config/read-config.ts";
import { formatMoney, money } from "../kernel/money/money.ts";
import { StoreError } from "../kernel/store/errors.ts";
import { openStore } from "../kernel/store/open-store.ts";
import { type LedgerReport, verifyLedger } from "../services/payments/ledger/verify-ledger.ts";

const open = async () => {
  const { dataDir, mongodbUri } = readConfig(process.env, []);
  const file = join(dataDir, "payments.db");
  if (!mongodbUri && !existsSync(file))
    throw new ConfigError(`there is no ledger at ${file}; has the platform ever run here?`);
  return openStore({ name: "payments", dataDir, mongodbUri });
};

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

try {
  const store = await open();
  const report = await verifyLedger(store).finally(() => store.close());
  if (process.argv.includes("--json")) console.log(JSON.stringify(report, bigintAsText));
  else print(report);
  process.exitCode = report.problems === 0 ? 0 : 1;
} catch (error) {
  console.error(
    error instanceof ConfigError || error instanceof StoreError ? `ledger:verify: ${error.message}` : error,
  );
  process.exitCode = 2;
}
