import type { Store } from "../../../kernel/store/open-store.ts";
import { repaymentModel } from "../credit/repayment-model.ts";
import { refundModel } from "../refund/refund-model.ts";
import { paymentAttemptModel } from "../trade/payment-attempt-model.ts";
import { tradeModel } from "../trade/trade-model.ts";
import { transferModel } from "../transfer/transfer-model.ts";
import { compareAttempts } from "./compare-attempts.ts";
import { compareTrades, findOrphans } from "./compare-trades.ts";
import { compareTransfers } from "./compare-transfers.ts";
import { ledgerModels } from "./ledger-model.ts";
import { type CurrencyTotals, replayEntries } from "./replay-entries.ts";

/** So many problems are told word for word; the rest is only counted. */
const TOLD = 100;

/** What a proof of the ledger found. Sound: no problem. */
export interface LedgerReport {
  readonly accounts: number;
  readonly entries: number;
  readonly trades: number;
  readonly currencies: readonly CurrencyTotals[];
  /** How many problems there are, the first hundred of them in words. */
  readonly problems: number;
  readonly mismatches: readonly string[];
  /** Open holds (hld_…) of trades that do not exist. */
  readonly orphanHolds: readonly string[];
}

/**
 * Proves the books of payments (P25, P28): every balance is what its entries and open holds come to, debits equal credits in every currency, and every trade
 * agrees with its entries, hold and refunds, every late payment, transfer
 * and repayment with its entries. Reads only, in bounded memory. On MongoDB it reads one snapshot while the platform runs.
 */
export const verifyLedger = async (store: Store): Promise<LedgerReport> => {
  const { connection, engine } = store;
  const models = {
    ...ledgerModels(connection),
    ...{ trades: tradeModel(connection), refunds: refundModel(connection), attempts: paymentAttemptModel(connection) },
  };
  const moved = { transfers: transferModel(connection), repayments: repaymentModel(connection) };
  await store.ready();
  const view = engine === "mongodb" ? await connection.startSession({ snapshot: true }) : null;
  const mismatches: string[] = [];
  let problems = 0;
  const complain = (problem: string): void => {
    problems += 1;
    if (problems <= TOLD) mismatches.push(problem);
  };
  try {
    const replay = await replayEntries(models, view, complain);
    const { trades } = await compareTrades(models, view, complain);
    await compareTransfers({ ...models, ...moved }, view, complain);
    await compareAttempts(models, view, complain);
    const { orphanHolds } = await findOrphans(models, view, complain);
    return { ...replay, trades, problems, mismatches, orphanHolds };
  } finally {
    await view?.endSession();
  }
};
