import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { giveBackTaking } from "../offline/count-taken.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { giveBackRisk } from "../risk/give-back-risk.ts";
import { bookLatePayment } from "../suspense/late-payment.ts";
import { announceClosed, announcePaid, announceReversed, type Cause } from "../trade/announce-trade.ts";
import { failAttempt, reverseDone } from "../trade/attempt-moves.ts";
import { drawFunds } from "../trade/draw-funds.ts";
import { AttemptState, type PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import { succeed, type Trade } from "../trade/trade.ts";
import { saveTrade, toTrade } from "../trade/trade-model.ts";
import type { AttemptOutcome } from "./decide-answer.ts";
import { lookBack, moveAttempt } from "./move-attempt.ts";

/** An attempt and its trade, read together. */
export interface Settled {
  readonly attempt: PaymentAttemptRow;
  readonly trade: Trade;
}

/**
 * Commits what became of an attempt: attempt, trade, entry and event together (P29). `judge` sees the attempt as it is inside the transaction, so of several
 * who hear of a result (the call, the janitor, a notice) one writes it, and the others find it written.
 */
export const settleAttempt = (
  parts: PaymentsParts,
  attemptId: string,
  judge: (attempt: PaymentAttemptRow) => AttemptOutcome,
  cause: Cause,
): Promise<Settled> =>
  parts.store.transaction(async (session) => {
    const { attempt, trade } = await findAttempt(parts, attemptId, session);
    const outcome = judge(attempt);
    switch (outcome.outcome) {
      case "PAID":
        return settlePaid(parts, session, { attempt, trade }, outcome, cause);
      case "FAILED":
        return settleFailed(parts, session, { attempt, trade }, outcome, cause);
      case "REVERSED":
        return settleReversed(parts, session, { attempt, trade }, cause);
      case "LATE":
        return settleLate(parts, session, { attempt, trade }, outcome, cause);
      case "OPEN":
        return { attempt, trade };
    }
  });

export const findAttempt = async (
  { attempts, trades }: Pick<PaymentsParts, "attempts" | "trades">,
  attemptId: string,
  session?: ClientSession,
): Promise<Settled> => {
  const attempt = await findRow(attempts, { _id: attemptId }, session);
  const row = attempt?.tradeId ? await findRow(trades, { _id: attempt.tradeId }, session) : null;
  if (!attempt || !row) throw new Error(`the attempt ${attemptId} or its trade vanished`);
  return { attempt, trade: toTrade(row) };
};

/** Whether the trade still waits for this very attempt. */
const isCurrent = ({ attempt, trade }: Settled): boolean =>
  trade.attemptId === attempt._id && (trade.state === "PAYING" || trade.state === "REVERSING");

type Outcome<Kind extends AttemptOutcome["outcome"]> = Extract<AttemptOutcome, { readonly outcome: Kind }>;

const settlePaid = async (
  parts: PaymentsParts,
  session: ClientSession,
  { attempt, trade }: Settled,
  { channelTradeId, payTime }: Outcome<"PAID">,
  cause: Cause,
): Promise<Settled> => {
  if (!isCurrent({ attempt, trade }))
    return settleLate(parts, session, { attempt, trade }, { outcome: "LATE", channelTradeId }, cause);
  const paid: Trade = { ...succeed(trade, trade.amount, payTime), channelTradeId };
  await saveTrade(parts.trades, session, trade, paid);
  const refused = await drawFunds(parts, session, paid, cause.now);
  if (refused) throw new Error(`the ledger refused what a channel has paid: ${refused}`);
  const written = await moveAttempt(parts, session, attempt, { state: AttemptState.PAID, channelTradeId });
  await announcePaid(parts, session, paid, cause);
  faultPoint("pay.settling");
  return { attempt: written, trade: paid };
};

const settleFailed = async (
  parts: PaymentsParts,
  session: ClientSession,
  { attempt, trade }: Settled,
  { refusal, channelCode, isSaid }: Outcome<"FAILED">,
  cause: Cause,
): Promise<Settled> => {
  const move = { state: AttemptState.FAILED, refusal, ...(channelCode && { channelCode }) };
  const written = await moveAttempt(parts, session, attempt, { ...move, ...(!isSaid && lookBack(0, cause.now)) });
  if (!isCurrent({ attempt, trade })) return { attempt: written, trade };
  await giveBackRisk(parts, session, trade.risk);
  await giveBackTaking(parts, session, trade.tradeId);
  const after = failAttempt(trade, refusal, cause.now);
  await saveTrade(parts.trades, session, trade, after);
  if (after.state === "CLOSED") await announceClosed(parts.outbox, session, after, cause);
  return { attempt: written, trade: after };
};

const settleReversed = async (
  parts: PaymentsParts,
  session: ClientSession,
  { attempt, trade }: Settled,
  cause: Cause,
): Promise<Settled> => {
  const written = await moveAttempt(parts, session, attempt, {
    state: AttemptState.REVERSED,
    ...lookBack(0, cause.now),
  });
  return { attempt: written, trade: await reverseTrade(parts, session, { attempt, trade }, cause) };
};

/** P8: the trade is over for the merchant, and the money is booked where it can be given back from. */
const settleLate = async (
  parts: PaymentsParts,
  session: ClientSession,
  { attempt, trade }: Settled,
  { channelTradeId }: Outcome<"LATE">,
  cause: Cause,
): Promise<Settled> => {
  await bookLatePayment(parts, session, attempt, cause.now);
  const late = { state: AttemptState.LATE_PAID, nextQueryTime: cause.now, queries: 0 };
  const written = await moveAttempt(parts, session, attempt, { ...late, ...(channelTradeId && { channelTradeId }) });
  return { attempt: written, trade: await reverseTrade(parts, session, { attempt, trade }, cause) };
};

/** The trade that waited for the attempt, REVERSED; any other as it is. */
const reverseTrade = async (
  parts: PaymentsParts,
  session: ClientSession,
  { attempt, trade }: Settled,
  cause: Cause,
): Promise<Trade> => {
  if (!isCurrent({ attempt, trade })) return trade;
  await giveBackRisk(parts, session, trade.risk);
  await giveBackTaking(parts, session, trade.tradeId);
  const reversed = reverseDone(trade, cause.now);
  await saveTrade(parts.trades, session, trade, reversed);
  await announceReversed(parts.outbox, session, reversed, cause);
  faultPoint("reverse.settling");
  return reversed;
};
