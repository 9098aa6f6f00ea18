import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { ConfirmTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "../errors.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import { checkPaymentPassword } from "../password/check-payment-password.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { drawJudged } from "../risk/draw-judged.ts";
import { notingRefusals, type Refused, refusedError } from "../risk/risk-error.ts";
import { type Funding, fundingsOf } from "../wallet/funding.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import { announcePaid } from "./announce-trade.ts";
import { decideConfirm, isShownTo } from "./decide-confirm.ts";
import { drawFunds } from "./draw-funds.ts";
import { TENDER_OF } from "./pay-trade.ts";
import { attemptOf } from "./take-payment.ts";
import type { Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { saveTrade, toTrade } from "./trade-model.ts";

/** ConfirmTrade: the payer pays, with the payment password, what waits for it. */
export const confirmTrade =
  (parts: PaymentsParts): Handler<ConfirmTradeRequest, TradeMessage> =>
  async (request, context) => {
    const { tradeId, fundingSourceId } = parse(request);
    const payer = await loadWalletUser(parts, context.caller);
    const wrong = await checkPaymentPassword(parts, payer.userId, request.paymentPassword, context.now);
    if (wrong) throw wrong;
    const found = await findShown(parts, tradeId, payer);
    const { currencyCode } = found;
    const fundings = await fundingsOf(parts, payer, { currencyCode, ...(fundingSourceId && { fundingSourceId }) });
    const { trade, isReplay } = await notingRefusals(parts, { rpc: "confirmTrade", subject: tradeId }, context, () =>
      parts.store.transaction(async (session) => {
        const before = await findShown(parts, tradeId, payer, session);
        const merchant = await findRow(parts.merchants, { _id: before.merchantId }, session);
        if (!merchant) throw new Error(`the merchant ${before.merchantId} vanished`);
        return confirm(parts, session, { before, merchant, payer, fundings }, context);
      }),
    );
    if (isReplay) context.markReplayed();
    return tradeMessage(trade, "payer");
  };

const parse = ({ tradeId, fundingSourceId }: ConfirmTradeRequest) => {
  const fields = readFields();
  fields.id("trade_id", tradeId, "trd");
  fields.text("funding_source_id", fundingSourceId, 0, 64);
  fields.check();
  return { tradeId, fundingSourceId };
};

const findShown = async (
  { trades }: PaymentsParts,
  tradeId: string,
  payer: WalletUser,
  session?: ClientSession,
): Promise<Trade> => {
  const row = await findRow(trades, { _id: tradeId }, session);
  const trade = row && toTrade(row);
  if (!trade || !isShownTo(trade, payer.userId)) throw paymentReasons.error("TRADE_NOT_FOUND");
  return trade;
};

/** A trade that its payer confirms, and with what. */
interface Confirmation {
  readonly before: Trade;
  readonly merchant: MerchantRow;
  readonly payer: WalletUser;
  readonly fundings: readonly Funding[];
}

/** Nothing is committed of a confirmation that is refused: the trade waits on. */
const confirm = async (
  parts: PaymentsParts,
  session: ClientSession,
  { before, merchant, payer, fundings }: Confirmation,
  context: CallContext,
): Promise<{ trade: Trade; isReplay: boolean }> => {
  let refusal: Refused | undefined;
  const attemptId = before.attemptId ?? newId("att", context.now);
  for (const funding of fundings) {
    if (funding.kind === "CARD") continue;
    const means = { way: before.way ?? "IN_WINDOW", attemptId, payer, tender: TENDER_OF[funding.kind] };
    const decision = decideConfirm(before, means, context.now);
    if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
    if ("keep" in decision) return { trade: decision.keep, isReplay: true };
    const suspension = suspensionOf(merchant, means.way);
    if (suspension) throw paymentReasons.error(suspension);
    const parties = { merchant, payer, isConfirmed: true };
    const outcome = await drawJudged(parts, session, decision.write, parties, context.now, (trade) =>
      drawFunds(parts, session, trade, context.now),
    );
    if ("write" in outcome) {
      await commitConfirmed(parts, session, before, outcome.write, context);
      return { trade: outcome.write, isReplay: false };
    }
    refusal ??= outcome;
  }
  throw refusedError(refusal ?? { refuse: "FUNDING_SOURCE_NOT_FOUND" });
};

const commitConfirmed = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade,
  paid: Trade,
  context: CallContext,
): Promise<void> => {
  await saveTrade(parts.trades, session, before, paid);
  await saveAttempt(parts, session, before, paid, context.now);
  await announcePaid(parts, session, paid, context);
};

/** The attempt that waited for the payer goes on; where there was none, the confirmation is one. */
const saveAttempt = async (
  { attempts }: PaymentsParts,
  session: ClientSession,
  before: Trade,
  after: Trade,
  now: Date,
): Promise<void> => {
  const { attemptId = "", merchantId, merchantTradeId, payerUserId = "", way = "IN_WINDOW" } = after;
  const outcome = attemptOf(after);
  if (before.attemptId) {
    const filter = { _id: attemptId, state: "WAITING_PAYER" } as const;
    const moved = await updateRow(attempts, { filter, update: { $set: outcome } }, { session });
    if (moved !== 1) throw new Error(`attempt ${attemptId} does not wait for its payer`);
    return;
  }
  const attempt = { _id: attemptId, userId: payerUserId, merchantId, merchantTradeId, way };
  await insertRow(attempts, { ...attempt, ...outcome, createTime: now }, session);
};
