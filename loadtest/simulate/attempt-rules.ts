import type { PaymentAttemptRow } from "../../services/payments/trade/payment-attempt-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { Change, Mirror } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

type State = PaymentAttemptRow["state"];

/** Where an attempt may go. REVERSED and FAILED have an exit, as a channel may turn out to have been paid after all (P8). */
const EXITS: Readonly<Record<State, readonly State[]>> = {
  WAITING_PAYER: ["SENT", "PAID", "FAILED"],
  SENT: ["PAID", "FAILED", "REVERSING", "REVERSED"],
  HELD: ["PAID", "REVERSED"],
  PAID: [],
  FAILED: ["LATE_PAID"],
  REVERSING: ["REVERSED", "LATE_PAID"],
  REVERSED: ["LATE_PAID"],
  LATE_PAID: ["LATE_REFUNDED"],
  LATE_REFUNDED: [],
};

/** States in which somebody still has to do something. */
const OPEN: ReadonlySet<State> = new Set(["WAITING_PAYER", "SENT", "REVERSING", "LATE_PAID"]);

/** P7, P10: attempts go their ways and no other, and stand as their trades stand. */
export class AttemptRules {
  readonly #mirror: Mirror;
  readonly #complain: Complain;
  /** The attempts of each trade. */
  readonly #ofTrade = new Map<string, Set<string>>();

  constructor(mirror: Mirror, complain: Complain) {
    this.#mirror = mirror;
    this.#complain = complain;
  }

  check(changes: readonly Change[]): void {
    const trades = new Set<string>();
    for (const change of changes) {
      if (change.collection === "trades") trades.add(change.id);
      if (change.collection === "payment_attempts") this.#checkMove(change as Change<PaymentAttemptRow>, trades);
    }
    for (const tradeId of trades) this.#checkTrade(tradeId);
  }

  /** What is still open: at rest, nothing. */
  *open(): Generator<PaymentAttemptRow> {
    for (const attempt of this.#mirror.all<PaymentAttemptRow>("payment_attempts"))
      if (OPEN.has(attempt.state)) yield attempt;
  }

  #checkMove({ id, before, after }: Change<PaymentAttemptRow>, trades: Set<string>): void {
    if (!after) {
      this.#complain(`P10: attempt ${id} was removed`);
      return;
    }
    if (before && before.state !== after.state && !EXITS[before.state].includes(after.state))
      this.#complain(`P7: attempt ${id} went from ${before.state} to ${after.state}`);
    if (before && (before.merchantTradeId !== after.merchantTradeId || before.userId !== after.userId))
      this.#complain(`P10: attempt ${id} was spent again`);
    if (before && before.amount !== undefined && before.amount !== after.amount)
      this.#complain(`P17: attempt ${id} was for ${before.amount} and is for ${after.amount}`);
    if (!after.tradeId) return;
    const attempts = this.#ofTrade.get(after.tradeId) ?? new Set<string>();
    this.#ofTrade.set(after.tradeId, attempts.add(id));
    trades.add(after.tradeId);
  }

  /** A trade and the attempt that it stands on, and of all its attempts at most one that is paid or under way. */
  #checkTrade(tradeId: string): void {
    const trade = this.#mirror.get<TradeRow>("trades", tradeId);
    if (!trade) return;
    const attempts = [...(this.#ofTrade.get(tradeId) ?? [])].map(
      (id) => this.#mirror.get<PaymentAttemptRow>("payment_attempts", id)!,
    );
    const inState = (...states: State[]): string[] =>
      attempts.filter(({ state }) => states.includes(state)).map(({ _id }) => _id);
    const expect = (states: State[], count: number): void => {
      const found = inState(...states);
      if (found.length !== count)
        this.#complain(`P10: trade ${tradeId} is ${trade.state} and has attempts ${found} in ${states}, not ${count}`);
    };
    expect(["PAID"], trade.state === "SUCCESS" ? 1 : 0);
    expect(["HELD"], trade.state === "AUTHORIZED" ? 1 : 0);
    if (trade.state !== "REVERSED") expect(["WAITING_PAYER", "SENT"], trade.state === "PAYING" ? 1 : 0);
    expect(["REVERSING"], trade.state === "REVERSING" ? 1 : 0);
  }
}
