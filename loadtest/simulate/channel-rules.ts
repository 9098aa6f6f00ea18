import type { ChannelPaymentRef } from "../../services/payments/channel/channel.ts";
import type { AccountRow } from "../../services/payments/ledger/ledger-model.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { PaymentAttemptRow } from "../../services/payments/trade/payment-attempt-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { ChannelBooks } from "./channel-books.ts";
import type { Change, Mirror } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";
import { CHANNEL_ID, CHANNEL_TIMES, type ChannelWatch } from "./simulated-channel.ts";

type State = PaymentAttemptRow["state"];

/** Which words of the party let an attempt go where (P1): whatever else was heard, or nothing, lets it go nowhere. */
const WORDS: Partial<Record<State, readonly string[]>> = {
  PAID: ["pay PAID", "query PAID"],
  FAILED: ["pay FAILED", "query FAILED", "query NOT_FOUND"],
  REVERSED: ["reverse REVERSED", "pay REVERSED", "query REVERSED", "query FAILED"],
  LATE_PAID: ["query PAID", "pay PAID", "reverse TOO_LATE"],
  LATE_REFUNDED: ["refund REFUNDED"],
};

export interface ChannelRulesWorld {
  readonly mirror: Mirror;
  readonly complain: Complain;
  readonly now: () => number;
  /** Whether the clocks of payments have agreed with the true time for a day: then its rules of time must hold to the millisecond. */
  readonly doClocksAgree: () => boolean;
  readonly books: () => ChannelBooks;
  /** Counts what was heard, and what came of attempts. */
  readonly count: (what: string) => void;
}

/** P1, P2, P4-P6, P8, P9, P16: what payments makes of an outside party's words, held against that party's own books. */
export class ChannelRules implements ChannelWatch {
  readonly #world: ChannelRulesWorld;
  readonly #heard = new Map<string, Set<string>>();
  readonly #lastQuery = new Map<string, number>();
  /** Trades that somebody has asked to be reversed, by any of their ids. */
  readonly #toBeReversed = new Set<string>();

  constructor(world: ChannelRulesWorld) {
    this.#world = world;
  }

  reverseAsked({ tradeId, merchantTradeId }: { readonly tradeId: string; readonly merchantTradeId: string }): void {
    this.#toBeReversed.add(tradeId || merchantTradeId);
  }

  asked(call: string, attemptId: string, { amount, ...ref }: ChannelPaymentRef): void {
    const { mirror, complain, now, doClocksAgree } = this.#world;
    const attempt = mirror.get<PaymentAttemptRow>("payment_attempts", attemptId);
    if (!attempt) complain(`P2: the channel was told to ${call} ${attemptId}, which is not on the disk`);
    else if (attempt.amount !== amount) complain(`P16: ${call} ${attemptId} for ${amount}, not ${attempt.amount}`);
    if (call === "query") this.#lastQuery.set(attemptId, now());
    const age = attempt ? now() - attempt.createTime.getTime() : 0;
    if (call === "reverse" && doClocksAgree() && age < CHANNEL_TIMES.minReverseAgeMs)
      complain(`P4: attempt ${attemptId} was reversed when it was ${age.toFixed(0)} ms old`);
    const refundId = "refundId" in ref ? String(ref.refundId) : "";
    if (call === "refund" && attempt?.state !== "LATE_PAID" && !mirror.get<RefundRow>("refunds", refundId))
      complain(`P22: the channel was told of refund ${refundId}, which is not on the disk`);
  }

  heard(call: string, attemptId: string, result: string): void {
    this.#world.count(`channel ${call} ${result}`);
    const heard = this.#heard.get(attemptId) ?? new Set<string>();
    this.#heard.set(attemptId, heard.add(`${call} ${result}`));
  }

  check(changes: readonly Change[]): void {
    for (const { collection, before, after } of changes) {
      if (collection !== "payment_attempts" || !before || !after) continue;
      const [from, to] = [before as PaymentAttemptRow, after as PaymentAttemptRow];
      if (to.channelId && from.state !== to.state) this.#checkMove(from, to);
    }
  }

  #checkMove(from: PaymentAttemptRow, to: PaymentAttemptRow): void {
    const { complain, books, doClocksAgree, now, count } = this.#world;
    const { _id, state, createTime } = to;
    count(`attempt ${state}`);
    const words = WORDS[state];
    const heard = this.#heard.get(_id) ?? new Set<string>();
    if (words && !words.some((word) => heard.has(word)))
      complain(`P1: attempt ${_id} went from ${from.state} to ${state}, but all that was heard is ${[...heard]}`);
    const age = now() - createTime.getTime();
    if (state === "FAILED" && !to.channelCode && doClocksAgree() && age < CHANNEL_TIMES.visibilityDelayMs)
      complain(`P6: attempt ${_id} was not found after ${age.toFixed(0)} ms, and taken for failed`);
    if (state === "REVERSING") this.#checkGivenUp(to);
    const order = books().orders.get(_id);
    if (state === "PAID" && order?.state !== "PAID")
      complain(`P5: attempt ${_id} counts as paid, but the channel has it as ${order?.state ?? "nothing"}`);
  }

  /** P4, P9: only what its deadline has ended, and a query after that has not, is given up; or what somebody has asked for. */
  #checkGivenUp({ _id, tradeId = "", merchantTradeId, deadline }: PaymentAttemptRow): void {
    const { complain, doClocksAgree } = this.#world;
    if (this.#toBeReversed.has(tradeId) || this.#toBeReversed.has(merchantTradeId) || !doClocksAgree()) return;
    if ((this.#lastQuery.get(_id) ?? 0) < (deadline?.getTime() ?? 0))
      complain(`P4: attempt ${_id} was given up without a last query at its deadline`);
  }

  /** P5, P8, P24 at rest: of every order the channel has what payments says, and it owes us what the ledger says. */
  checkRest(): void {
    const { mirror, complain, books } = this.#world;
    let owed = 0n;
    let unseen = 0n;
    for (const attemptId of books().orders.keys()) {
      const attempt = mirror.get<PaymentAttemptRow>("payment_attempts", attemptId);
      const net = books().netOf(attemptId);
      owed += net;
      // What it has not yet been asked about for the last time may be late.
      if (attempt?.state !== "PAID" && attempt?.nextQueryTime) unseen += net;
      else if (net !== this.#expectedOf(attempt))
        complain(
          `P5: the channel has ${net} of attempt ${attemptId} (${attempt?.state}), not ${this.#expectedOf(attempt)}`,
        );
    }
    const balance = (id: string): bigint => {
      const account = mirror.get<AccountRow>("ledger_accounts", `${id}:${CHANNEL_ID}:CNY`);
      return account ? account.postedDebits - account.postedCredits : 0n;
    };
    if (balance("channel") !== owed - unseen)
      complain(`P25: the channel owes ${owed}, ${unseen} of it unseen; the ledger says ${balance("channel")}`);
    for (const name of ["suspense", "refunding"])
      if (balance(name) !== 0n) complain(`P8: ${-balance(name)} stands in ${name} at rest`);
  }

  #expectedOf(attempt: PaymentAttemptRow | undefined): bigint {
    if (attempt?.state !== "PAID") return 0n;
    const trade = this.#world.mirror.get<TradeRow>("trades", attempt.tradeId);
    return (attempt.amount ?? 0n) - (trade?.refundedAmount ?? 0n);
  }
}
