import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import type { GetTradeNetRequest, GetTradeNetResponse } from "../../../proto/gen/paywindow/payments/v1/sandbox.ts";
import { accountIdOf, feesOf, payableOf, takingsOf } from "../ledger/ledger.ts";
import { type EntryRow, ledgerModels } from "../ledger/ledger-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { subjectOf } from "../refund/refund.ts";
import { findSandboxTrade, sandboxOperatorOf } from "./sandbox.ts";

/** GetTradeNet: the sum of the ledger's postings to the trade's merchant and from it, read from the entries and not from the trade. */
export const getTradeNet =
  (parts: PaymentsParts, demo: boolean): Handler<GetTradeNetRequest, GetTradeNetResponse> =>
  async (request, { caller }) => {
    sandboxOperatorOf(demo, caller);
    const { tradeId, merchantId, currencyCode } = await findSandboxTrade(parts, request.trade);
    const refunds = await parts.refunds.find({ tradeId }, { tries: 1 }).lean<Tried[]>();
    const subjects = [tradeId, ...refunds.flatMap(subjectsOf)];
    const { entries } = ledgerModels(parts.store.connection);
    const found = await entries.find({ subjectId: { $in: subjects } }).lean<EntryRow[]>();
    const own = [payableOf(merchantId, currencyCode), takingsOf(merchantId, currencyCode)].map(accountIdOf);
    return { net: money(sumFor(found, own, accountIdOf(feesOf(merchantId, currencyCode))), currencyCode) };
  };

interface Tried {
  readonly _id: string;
  readonly tries?: number;
}

/** What a refund is called in the entries: each of its tries for itself. */
const subjectsOf = ({ _id: refundId, tries: last = 1 }: Tried): string[] =>
  Array.from({ length: last }, (_, index) => subjectOf({ refundId, tries: index + 1 }));

/** Credits less debits of the merchant's accounts, but for what went to the platform as its fee or came back of it. */
const sumFor = (entries: readonly EntryRow[], own: readonly string[], fees: string): bigint => {
  let net = 0n;
  for (const { debitAccountId, creditAccountId, amount } of entries.flatMap(({ postings }) => postings)) {
    if (debitAccountId === fees || creditAccountId === fees) continue;
    if (own.includes(creditAccountId)) net += amount;
    if (own.includes(debitAccountId)) net -= amount;
  }
  return net;
};
