import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { ConfirmTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "../errors.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import { checkPaymentPassword } from "../password/check-payment-password.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { notingRefusals, type Refused, refusedError } from "../risk/risk-error.ts";
import { fundingsOf } from "../wallet/funding.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import { announcePaid } from "./announce-trade.ts";
import { decideConfirm, isShownTo } from "./decide-confirm.ts";
import { type Drawn, drawSource, type Source, tenderOf, usableSources, waitOf } from "./draw-source.ts";
import { attemptOf, insertAttempt } from "./save-attempt.ts";
import { assertNotFailed, sendAttempt } from "./send-attempt.ts";
import { assertInTime } from "./take-payment.ts";
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
    const { drawn, isReplay } = await notingRefusals(parts, { rpc: "confirmTrade", subject: tradeId }, context, () =>
      runAgainOnDuplicate(() =>
        parts.store.transaction(async (session) => {
          assertInTime(parts, context);
          const before = await findShown(parts, tradeId, payer, session);
          const merchant = await findRow(parts.merchants, { _id: before.merchantId }, session);
          if (!merchant) throw new Error(`the merchant ${before.merchantId} vanished`);
          const sources = usableSources(parts, merchant, fundings);
          return confirm(parts, session, { before, merchant, payer, sources }, context);
        }),
      ),
    );
    if (isReplay) context.markReplayed();
    return tradeMessage(await toldOf(parts, drawn, context), "payer");
  };

/** The trade after its channel, where one takes the money, was told. @throws why that refused. */
const toldOf = async (parts: PaymentsParts, { write, sending }: Confirmed, context: CallContext): Promise<Trade> => {
  if (!sending) return write;
  faultPoint("confirm.committed");
  const sent = await sendAttempt(parts, write, sending, context);
  assertNotFailed(sent);
  return sent.trade;
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
  readonly sources: readonly Source[];
}

type Confirmed = Exclude<Drawn, Refused>;

/** Nothing is committed of a confirmation that is refused: the trade waits on. */
const confirm = async (
  parts: PaymentsParts,
  session: ClientSession,
  { before, merchant, payer, sources }: Confirmation,
  context: CallContext,
): Promise<{ drawn: Confirmed; isReplay: boolean }> => {
  let refusal: Refused | undefined;
  const { now } = context;
  const attemptId = before.attemptId ?? newId("att", now);
  for (const source of sources) {
    const means = { way: before.way ?? "IN_WINDOW", attemptId, payer, tender: tenderOf(source) };
    const decision = decideConfirm(before, means, now, waitOf(parts, source, now)?.waitUntil);
    if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
    if ("keep" in decision) return { drawn: { write: decision.keep }, isReplay: true };
    const suspension = suspensionOf(merchant, means.way);
    if (suspension) throw paymentReasons.error(suspension);
    const parties = { merchant, payer, isConfirmed: true };
    const drawn = await drawSource(parts, session, { trade: decision.write, source }, parties, now);
    if ("write" in drawn) {
      await commitConfirmed(parts, session, before, drawn, context);
      return { drawn, isReplay: false };
    }
    refusal ??= drawn;
  }
  throw refusedError(refusal ?? { refuse: "FUNDING_SOURCE_NOT_FOUND" });
};

/** The attempt that waited for the payer goes on; where there was none, the confirmation is one. */
const commitConfirmed = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade,
  { write: trade, sending }: Confirmed,
  context: CallContext,
): Promise<void> => {
  const { now } = context;
  await saveTrade(parts.trades, session, before, trade);
  if (before.attemptId) {
    const filter = { _id: before.attemptId, state: "WAITING_PAYER" } as const;
    // To the channel it is as old as the confirmation: its times begin now.
    const told = { ...attemptOf(trade, sending, now), ...(sending && { createTime: now }) };
    const moved = await updateRow(parts.attempts, { filter, update: { $set: told } }, { session });
    if (moved !== 1) throw new Error(`attempt ${before.attemptId} does not wait for its payer`);
  } else await insertAttempt(parts, session, trade, sending, now);
  if (trade.state === "SUCCESS") await announcePaid(parts, session, trade, context);
};
