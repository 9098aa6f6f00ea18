import type { ClientSession } from "mongoose";
import type { LedgerRefusal } from "../ledger/ledger.ts";
import { contractOf } from "../merchant/merchant-contract.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { reasonOf } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import { giveBackRisk } from "./give-back-risk.ts";
import { judgeRisk } from "./judge-risk.ts";
import type { Refused } from "./risk-error.ts";
import { type PayingCard, type RiskFacts, ruleNameOf } from "./risk-rule.ts";

/** Who pays whom, as far as the trade itself does not say. */
export interface Parties {
  readonly merchant: MerchantRow;
  /** Absent for payers of other wallets. */
  readonly payer?: WalletUser;
  /** Whether the payer gave the payment password. */
  readonly isConfirmed?: boolean;
  /** The bound card that pays, where one does. */
  readonly card?: PayingCard;
}

/**
 * Judges a trade that is to be paid, and draws on its funds. What comes back has the risk marks on it and is to be written in this session; refused, nothing
 * has changed.
 */
export const drawJudged = async (
  parts: Pick<PaymentsParts, "riskRules" | "riskCounters">,
  session: ClientSession,
  trade: Trade,
  parties: Parties,
  now: Date,
  draw: (trade: Trade) => Promise<LedgerRefusal | undefined>,
): Promise<Refused | { readonly write: Trade }> => {
  const verdict = await judgeRisk(parts, session, factsOf(trade, parties), now);
  if ("refuse" in verdict) return { refuse: verdict.refuse, rule: ruleNameOf(verdict.rule) };
  const short = await draw(trade);
  if (!short) return { write: { ...trade, risk: verdict.pass } };
  await giveBackRisk(parts, session, verdict.pass);
  // A wallet that has never had any money has no account yet.
  const isEmpty = short === "ACCOUNT_MISSING" && parties.payer?.currencyCode === trade.currencyCode;
  return { refuse: reasonOf(isEmpty ? "FUNDS_SHORT" : short) };
};

/** What of a trade the rules go by. */
export type PayableTrade = Pick<Trade, "merchantId" | "goodsCategory" | "amount" | "currencyCode" | "way" | "tender">;

/** What the rules go by. */
export const factsOf = (
  { merchantId, goodsCategory, amount, currencyCode, way = "BARCODE", tender = "WALLET_BALANCE" }: PayableTrade,
  { merchant, payer, isConfirmed, card }: Parties,
): RiskFacts => ({
  ...{ merchantId, category: goodsCategory || contractOf(merchant).category, amount, currencyCode, way, tender },
  ...(payer && { payerUserId: payer.userId, realNameLevel: payer.realNameLevel ?? 0 }),
  ...(isConfirmed && { isConfirmed }),
  ...(card && { card }),
});
