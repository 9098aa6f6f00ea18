import type { EntryRow, HoldRow } from "../../services/payments/ledger/ledger-model.ts";
import type { PaymentAttemptRow } from "../../services/payments/trade/payment-attempt-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import { AttemptRules } from "./attempt-rules.ts";
import { LedgerRules } from "./ledger-rules.ts";
import { type Change, type Mirror, textOf } from "./mirror.ts";
import { RefundRules } from "./refund-rules.ts";

/** Told what is wrong. */
export type Complain = (problem: string) => void;

/** P7: where a trade may go. A try that failed leaves the trade to another; what is being taken back never becomes a sale. */
const EXITS: Readonly<Record<TradeRow["state"], readonly TradeRow["state"][]>> = {
  CREATED: ["PAYING", "AUTHORIZED", "SUCCESS", "CLOSED"],
  PAYING: ["SUCCESS", "CREATED", "CLOSED", "REVERSING", "REVERSED"],
  AUTHORIZED: ["SUCCESS", "CLOSED"],
  SUCCESS: [],
  CLOSED: [],
  REVERSING: ["REVERSED"],
  REVERSED: [],
};

export const FINAL_STATES: readonly TradeRow["state"][] = ["SUCCESS", "CLOSED", "REVERSED"];

/**
 * The rules of money, held against every transaction of payments' store as it reached the disk: P7, P10, P13, P18-P20, P22, P24-P29. Written from
 * PAYMENT_RULES, not from the code: sums are kept from the entries alone.
 */
export class PaymentRules {
  readonly attempts: AttemptRules;
  readonly #ledger: LedgerRules;
  readonly #refunds: RefundRules;
  readonly #mirror: Mirror;
  readonly #complain: Complain;

  constructor(mirror: Mirror, complain: Complain) {
    this.#mirror = mirror;
    this.#complain = complain;
    this.attempts = new AttemptRules(mirror, complain);
    this.#ledger = new LedgerRules(mirror, complain);
    this.#refunds = new RefundRules(mirror, this.#ledger, complain);
  }

  check(changes: readonly Change[]): void {
    this.#ledger.check(changes);
    this.attempts.check(changes);
    const trades = new Set<string>();
    for (const change of changes) {
      const tradeId = this.#tradeOf(change);
      if (tradeId) trades.add(tradeId);
      if (change.collection === "trades") this.#checkMove(change as Change<TradeRow>, changes);
    }
    this.#refunds.check(changes, trades);
    for (const tradeId of trades) this.#checkTrade(tradeId);
  }

  /** The trade that a change is about. */
  #tradeOf({ collection, id, after }: Change): string | undefined {
    if (collection === "trades") return id;
    if (collection === "ledger_holds") return (after as HoldRow | undefined)?.subjectId;
    if (collection !== "ledger_entries" || !after) return undefined;
    const { reason, subjectId } = after as EntryRow;
    return reason === "PAYMENT" ? subjectId : undefined;
  }

  readonly #claimed = new Map<string, string>();

  /** P13: one row per merchant's own id, for ever. */
  #claim(name: string, id: string): void {
    const owner = this.#claimed.get(name) ?? id;
    if (owner !== id) this.#complain(`P13: ${name} is both ${owner} and ${id}`);
    this.#claimed.set(name, owner);
  }

  /** P18, P28, P29: state, entry, fee and hold of a trade agree. */
  #checkTrade(tradeId: string): void {
    const trade = this.#mirror.get<TradeRow>("trades", tradeId);
    const entry = this.#ledger.entryOf(tradeId, "PAYMENT");
    if (!trade) {
      this.#complain(`P29: the ledger has ${tradeId}, which does not exist`);
      return;
    }
    if ((trade.state === "SUCCESS") !== (entry !== undefined))
      this.#complain(`P29: trade ${tradeId} is ${trade.state} and has ${entry ? "an" : "no"} entry`);
    if (entry && entry.postings[0]?.amount !== trade.paidAmount)
      this.#complain(`P29: trade ${tradeId} is paid ${trade.paidAmount}, its entry moved ${entry.postings[0]?.amount}`);
    if (entry && entry.postings[1]?.amount !== trade.feeAmount)
      this.#complain(`P18: trade ${tradeId} costs ${trade.feeAmount}, its entry charged ${entry.postings[1]?.amount}`);
    const hold = this.#ledger.holdOf(tradeId);
    if ((trade.state === "AUTHORIZED") !== (hold?.state === "HELD"))
      this.#complain(`P28: trade ${tradeId} is ${trade.state}, its hold is ${hold?.state ?? "missing"}`);
  }

  /** P7, P10, P13: how a trade came to be what it is. */
  #checkMove({ id, before, after }: Change<TradeRow>, changes: readonly Change[]): void {
    if (!after) {
      this.#complain(`P7: trade ${id} was removed`);
      return;
    }
    this.#claim(`trade ${after.merchantId} ${after.merchantTradeId}`, id);
    if (before && before.state !== after.state && !EXITS[before.state].includes(after.state))
      this.#complain(`P7: trade ${id} went from ${before.state} to ${after.state}`);
    if (before && claimOf(before) !== claimOf(after)) this.#complain(`P13: what trade ${id} asks for has changed`);
    if (before && FINAL_STATES.includes(before.state) && lasting(before) !== lasting(after))
      this.#complain(`P7: trade ${id} changed while it was ${after.state}`);
    if (after.payerUserId && after.payerUserId !== before?.payerUserId && !isTried(id, changes))
      this.#complain(`P10: trade ${id} got a payer without a try to pay being written with it`);
  }
}

/** What the merchant asked for: it never changes. */
const claimOf = ({ merchantId, storeId, merchantTradeId, amount, currencyCode, subject }: TradeRow): string =>
  textOf([merchantId, storeId, merchantTradeId, amount, currencyCode, subject]);

/** What never changes once a trade is final: all but what refunds move, and what risk has not given back yet. */
const lasting = ({ refundedAmount, arrivedAmount, feeReturned, risk, ...rest }: TradeRow): string =>
  textOf(Object.entries(rest).sort());

const isTried = (tradeId: string, changes: readonly Change[]): boolean =>
  changes.some(
    ({ collection, after }) =>
      collection === "payment_attempts" && (after as PaymentAttemptRow | undefined)?.tradeId === tradeId,
  );
