import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { CheckoutAttempt } from "../../verticals/supermarket/checkout/attempt.ts";
import type { Receipt } from "../../verticals/supermarket/receipt/receipt.ts";
import type { Change, Mirror } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

/** What must hold between payments and the supermarket, although no transaction spans them: a basket is charged once, and never after its goods went back. */
export class SagaRules {
  readonly #payments: Mirror;
  readonly #supermarket: Mirror;
  readonly #complain: Complain;
  readonly #attemptOf = new Map<string, string>();
  readonly #tradeOf = new Map<string, TradeRow>();
  readonly #paidFor = new Map<string, string>();

  constructor(payments: Mirror, supermarket: Mirror, complain: Complain) {
    this.#payments = payments;
    this.#supermarket = supermarket;
    this.#complain = complain;
  }

  check(changes: readonly Change[]): void {
    for (const { collection, before, after } of changes) {
      if (collection === "checkout_attempts" && after) this.#checkAttempt(after as CheckoutAttempt);
      if (collection === "trades" && after) this.#checkTrade(before as TradeRow | undefined, after as TradeRow);
      if (collection === "receipts" && after) this.#checkReceipt(after as Receipt);
    }
  }

  /** At rest: every paid trade of a basket has its receipt. */
  unreceipted(): string[] {
    return [...this.#paidFor].filter(([basketId]) => !this.#supermarket.get("receipts", basketId)).map(([, id]) => id);
  }

  #checkAttempt({ _id, merchantTradeId, state }: CheckoutAttempt): void {
    this.#attemptOf.set(merchantTradeId, _id);
    const trade = this.#tradeOf.get(merchantTradeId);
    if (state === "RELEASED" && trade && this.#stateOf(trade) === "SUCCESS")
      this.#complain(`saga: attempt ${_id} gave its goods back, but its trade ${trade._id} is paid`);
    if (state === "PAID" && (!trade || this.#stateOf(trade) !== "SUCCESS"))
      this.#complain(`saga: attempt ${_id} is PAID, but its trade is not`);
  }

  #checkTrade(before: TradeRow | undefined, trade: TradeRow): void {
    this.#tradeOf.set(trade.merchantTradeId, trade);
    if (trade.state !== "SUCCESS" || before?.state === "SUCCESS") return;
    const [basketId = ""] = trade.merchantTradeId.split("-");
    if (!basketId.startsWith("bsk_")) return;
    const other = this.#paidFor.get(basketId);
    if (other) this.#complain(`P13: basket ${basketId} was charged twice, by ${other} and ${trade._id}`);
    this.#paidFor.set(basketId, trade._id);
    const attempt = this.#supermarket.get<CheckoutAttempt>(
      "checkout_attempts",
      this.#attemptOf.get(trade.merchantTradeId),
    );
    if (attempt?.state !== "PENDING")
      this.#complain(`saga: trade ${trade._id} was paid, but its attempt is ${attempt?.state ?? "unknown"}`);
  }

  #checkReceipt({ _id, tradeId, total }: Receipt): void {
    const trade = this.#payments.get<TradeRow>("trades", tradeId);
    if (trade?.state !== "SUCCESS" || trade.paidAmount !== total)
      this.#complain(`saga: the receipt of ${_id} says ${total}, its trade ${tradeId} is ${trade?.state ?? "missing"}`);
  }

  #stateOf({ _id }: TradeRow): TradeRow["state"] | undefined {
    return this.#payments.get<TradeRow>("trades", _id)?.state;
  }
}
