import type { ChannelRefusal, ChannelTimes, PaymentAnswer, ReverseAnswer } from "../channel/channel.ts";
import { AttemptState } from "../trade/payment-attempt-model.ts";

/** What a channel's answer makes of an attempt, decided without any I/O. */

export type AttemptOutcome =
  /** The money is the merchant's. */
  | { readonly outcome: "PAID"; readonly channelTradeId: string; readonly payTime: Date }
  /** Nothing was taken. `isSaid`: by the channel's own word; else it knew nothing of it, and is asked a few times more (P6). */
  | {
      readonly outcome: "FAILED";
      readonly refusal: ChannelRefusal;
      readonly channelCode?: string;
      readonly isSaid: boolean;
      readonly notAccepted?: true;
    }
  /** The payer has the money. */
  | { readonly outcome: "REVERSED" }
  /** Taken for a trade that is not to be paid any more: it goes back by way of suspense (P8). */
  | { readonly outcome: "LATE"; readonly channelTradeId?: string }
  /** Nothing that changes anything. */
  | { readonly outcome: "OPEN" };

const OPEN: AttemptOutcome = { outcome: "OPEN" };

/** An attempt as the rules see it: where it stands, and how long ago it was made. */
interface Stand {
  readonly state: AttemptState;
  readonly ageMs: number;
}

/** P1, P6, P8: only a word of the channel that is beyond doubt moves an attempt. */
export const decideAnswer = ({ state, ageMs }: Stand, answer: PaymentAnswer, times: ChannelTimes): AttemptOutcome => {
  switch (state) {
    case AttemptState.SENT:
      return decideSent(ageMs, answer, times);
    case AttemptState.REVERSING:
      return answer.result === "REVERSED" ? { outcome: "REVERSED" } : OPEN;
    case AttemptState.FAILED:
    case AttemptState.REVERSED:
      return answer.result === "PAID" ? { outcome: "LATE", channelTradeId: answer.channelTradeId } : OPEN;
    default:
      return OPEN;
  }
};

const decideSent = (ageMs: number, answer: PaymentAnswer, times: ChannelTimes): AttemptOutcome => {
  switch (answer.result) {
    case "PAID":
      return { outcome: "PAID", channelTradeId: answer.channelTradeId, payTime: answer.payTime };
    case "FAILED": {
      const { refusal, channelCode, notAccepted } = answer;
      return { outcome: "FAILED", refusal, channelCode, isSaid: true, ...(notAccepted && { notAccepted }) };
    }
    case "REVERSED":
      return { outcome: "REVERSED" };
    case "NOT_FOUND":
      if (ageMs < times.visibilityDelayMs) return OPEN;
      return { outcome: "FAILED", refusal: "CHANNEL_UNAVAILABLE", isSaid: false };
    default:
      return OPEN;
  }
};

/** P5: what was paid before the reverse came through is money returned, once; never both that and a sale. */
export const decideReversal = (state: AttemptState, answer: ReverseAnswer): AttemptOutcome => {
  if (state !== AttemptState.REVERSING) return OPEN;
  if (answer.result === "REVERSED") return { outcome: "REVERSED" };
  return answer.result === "TOO_LATE" ? { outcome: "LATE" } : OPEN;
};

/** After the reverse window the channel is only asked: what it has taken goes back as a refund (P4). */
export const decidePastWindow = (state: AttemptState, answer: PaymentAnswer): AttemptOutcome => {
  if (state !== AttemptState.REVERSING) return OPEN;
  switch (answer.result) {
    case "PAID":
      return { outcome: "LATE", channelTradeId: answer.channelTradeId };
    case "FAILED":
    case "REVERSED":
    case "NOT_FOUND":
      return { outcome: "REVERSED" };
    default:
      return OPEN;
  }
};
