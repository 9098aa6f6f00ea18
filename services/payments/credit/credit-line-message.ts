import { money } from "../../../kernel/money/money.ts";
import type { CreditLine } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { LedgerAccount } from "../ledger/ledger.ts";

/** What is owed on a credit account: how far it stands below zero. One that was paid back before a refund reached it stands above. */
export const owedOn = ({
  postedDebits,
  postedCredits,
}: Pick<LedgerAccount, "postedDebits" | "postedCredits">): bigint =>
  postedDebits > postedCredits ? postedDebits - postedCredits : 0n;

export const creditLineMessage = (account: LedgerAccount): CreditLine => {
  const { owner, currencyCode, creditLimit = 0n, available } = account;
  return {
    userId: owner,
    creditLimit: money(creditLimit, currencyCode),
    owed: money(owedOn(account), currencyCode),
    available: money(available > 0n ? available : 0n, currencyCode),
  };
};
