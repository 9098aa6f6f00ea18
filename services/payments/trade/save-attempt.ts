import type { ClientSession } from "mongoose";
import { insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Sending } from "./draw-source.ts";
import { AttemptState, type PaymentAttemptRow } from "./payment-attempt-model.ts";
import type { Trade } from "./trade.ts";

type Told = Pick<PaymentAttemptRow, "state" | "tradeId" | "amount" | "currencyCode"> & Partial<PaymentAttemptRow>;

/** What an attempt says of the trade that it was made for. One that a channel is to be told of says when it is asked about first (P2, P3). */
export const attemptOf = (trade: Trade, sending: Sending | undefined, now: Date): Told => {
  const { tradeId, amount, currencyCode, tender, expireTime } = trade;
  const told = { tradeId, amount, currencyCode, ...(tender && { tender }) };
  if (trade.state === "AUTHORIZED") return { ...told, state: AttemptState.HELD };
  if (trade.state !== "PAYING") return { ...told, state: AttemptState.PAID };
  if (!sending) return { ...told, state: AttemptState.WAITING_PAYER, deadline: expireTime };
  const { channel, cardId } = sending;
  return {
    ...{ ...told, state: AttemptState.SENT, deadline: expireTime, channelId: channel.channelId, queries: 0 },
    ...(cardId && { cardId }),
    nextQueryTime: plusMs(now, channel.times.firstQueryMs),
  };
};

/** Moves the attempt of a trade that was authorised, with the trade: captured, or given back. */
export const endHeldAttempt = async (
  { attempts }: Pick<PaymentsParts, "attempts">,
  session: ClientSession,
  { attemptId: _id = "" }: Trade,
  state: "PAID" | "REVERSED",
): Promise<void> => {
  await updateRow(attempts, { filter: { _id, state: AttemptState.HELD }, update: { $set: { state } } }, { session });
};

/** Writes a new attempt at a trade. */
export const insertAttempt = async (
  { attempts }: Pick<PaymentsParts, "attempts">,
  session: ClientSession,
  trade: Trade,
  sending: Sending | undefined,
  now: Date,
): Promise<void> => {
  const { attemptId: _id = "", merchantId, merchantTradeId, payerUserId, way = "IN_WINDOW" } = trade;
  const attempt = { _id, ...(payerUserId && { userId: payerUserId }), merchantId, merchantTradeId, way };
  await insertRow(attempts, { ...attempt, ...attemptOf(trade, sending, now), createTime: now }, session);
};
