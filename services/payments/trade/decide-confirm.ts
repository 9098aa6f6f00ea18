import { WalletState } from "../wallet/wallet.ts";
import { beginWait, billTo, type PaymentMeans, type TradeDecision, whyNotPayable } from "./decide-trade.ts";
import { succeed, type Trade } from "./trade.ts";

/** What a payer can do with a trade, decided without any I/O. */

/** Whether a trade is there at all for a wallet user: one that waits for this user, is this user's, or can be scanned by anyone. */
export const isShownTo = ({ askedUserId, payerUserId, qrId }: Trade, userId: string): boolean =>
  payerUserId === userId || askedUserId === userId || (qrId !== undefined && !askedUserId);

/** The trade as it is once this payer has confirmed it and its funds are drawn, or (`waitUntil`) its channel is to be told; kept where this payer's payment is under way or done. */
export const decideConfirm = (
  trade: Trade,
  means: Required<Pick<PaymentMeans, "payer">> & PaymentMeans,
  now: Date,
  waitUntil?: Date,
): TradeDecision => {
  const isOwn = trade.payerUserId === means.payer.userId;
  if (isOwn && (trade.state === "SUCCESS" || trade.wait === "CHANNEL")) return { keep: trade };
  const refusal =
    isOwn && trade.wait === "PAYER_PASSWORD"
      ? whyNotConfirmed(trade, means, now)
      : whyNotPayable(trade, means.payer, now);
  if (refusal) return { refuse: refusal };
  // After this point only the ledger may refuse.
  const billed = billTo(trade, means, now);
  if (!waitUntil) return { write: succeed(billed, trade.amount, now) };
  // One that waited for its payer now waits for the channel: it is PAYING already.
  if (trade.state === "PAYING") return { write: { ...billed, wait: "CHANNEL", expireTime: waitUntil } };
  return { write: beginWait(billed, "CHANNEL", waitUntil) };
};

const whyNotConfirmed = (trade: Trade, { payer }: PaymentMeans, now: Date) => {
  if (now >= trade.expireTime) return "TRADE_EXPIRED";
  return payer?.state === WalletState.FROZEN ? "WALLET_FROZEN" : undefined;
};
