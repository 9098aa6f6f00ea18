import type { EntryRow } from "../../services/payments/ledger/ledger-model.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { LedgerRules } from "./ledger-rules.ts";
import type { Change, Mirror } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

/** What a refund's entries are about: each try through a channel is a subject of its own. */
const subjectOf = ({ _id, tries = 1 }: Pick<RefundRow, "_id" | "tries">): string =>
  tries === 1 ? _id : `${_id}.${tries}`;

/** Where a refund may go: one that failed may be tried again, and one that has arrived may be sent back. */
const EXITS: Readonly<Record<RefundRow["state"], readonly RefundRow["state"][]>> = {
  PENDING: ["SUCCESS", "FAILED"],
  SUCCESS: ["FAILED"],
  FAILED: ["PENDING"],
};

/** P13, P20, P22-P24: what went back, what is on its way back, and what of it failed. */
export class RefundRules {
  readonly #mirror: Mirror;
  readonly #ledger: LedgerRules;
  readonly #complain: Complain;
  readonly #ofTrade = new Map<string, Set<string>>();
  readonly #claimed = new Map<string, string>();

  constructor(mirror: Mirror, ledger: LedgerRules, complain: Complain) {
    this.#mirror = mirror;
    this.#ledger = ledger;
    this.#complain = complain;
  }

  /** `trades`: those that the transaction has changed. */
  check(changes: readonly Change[], trades: ReadonlySet<string>): void {
    const touched = new Set(trades);
    for (const change of changes) {
      if (change.collection === "refunds") this.#noteRefund(change as Change<RefundRow>, touched);
      if (change.collection === "ledger_entries" && change.after) this.#noteEntry(change);
    }
    for (const tradeId of touched) this.#checkTrade(tradeId);
  }

  #noteEntry({ after }: Change): void {
    const { _id, reason, subjectId } = after as EntryRow;
    // A later try of one that failed is the refund's id and a number.
    const [refundId] = subjectId.split(".");
    if (reason.startsWith("REFUND") && !this.#mirror.get("refunds", refundId))
      this.#complain(`P29: entry ${_id} moved money for ${subjectId}, which does not exist`);
  }

  #noteRefund({ id, before, after }: Change<RefundRow>, trades: Set<string>): void {
    if (!after) {
      this.#complain(`P13: refund ${id} was removed`);
      return;
    }
    const { tradeId, merchantId, merchantRefundId } = after;
    const name = `refund ${merchantId} ${merchantRefundId}`;
    const owner = this.#claimed.get(name) ?? id;
    if (owner !== id) this.#complain(`P13: ${name} is both ${owner} and ${id}`);
    this.#claimed.set(name, id);
    if (before && before.state !== after.state && !EXITS[before.state].includes(after.state))
      this.#complain(`P24: refund ${id} went from ${before.state} to ${after.state}`);
    if (before?.state === "SUCCESS" && after.state === "FAILED" && !after.isReturned)
      this.#complain(`P24: refund ${id} was done, and failed afterwards`);
    if (before && (before.amount !== after.amount || before.tradeId !== after.tradeId))
      this.#complain(`P13: refund ${id} of ${before.amount} became one of ${after.amount}`);
    this.#ofTrade.set(tradeId, (this.#ofTrade.get(tradeId) ?? new Set<string>()).add(id));
    trades.add(tradeId);
  }

  /** P22: refunded and pending together are what the trade says, and never more than was paid; P20: so are the fees that came back. */
  #checkTrade(tradeId: string): void {
    const trade = this.#mirror.get<TradeRow>("trades", tradeId);
    if (!trade) return;
    const ids = [...(this.#ofTrade.get(tradeId) ?? [])];
    const refunds = ids.map((id) => this.#mirror.get<RefundRow>("refunds", id)!);
    // P24: one that failed keeps nothing reserved.
    const standing = refunds.filter(({ state }) => state !== "FAILED");
    const refunded = standing.reduce((sum, { amount }) => sum + amount, 0n);
    const feeReturned = standing.reduce((sum, refund) => sum + (refund.feeReturned ?? 0n), 0n);
    if (trade.refundedAmount !== refunded)
      this.#complain(`P22: trade ${tradeId} says ${trade.refundedAmount} refunded, its refunds come to ${refunded}`);
    if (refunded > (trade.paidAmount ?? 0n))
      this.#complain(`P22: trade ${tradeId}: ${refunded} refunded of ${trade.paidAmount ?? 0n} paid`);
    if ((trade.feeReturned ?? 0n) !== feeReturned || feeReturned > (trade.feeAmount ?? 0n))
      this.#complain(
        `P20: trade ${tradeId}: ${feeReturned} of ${trade.feeAmount ?? 0n} came back, it says ${trade.feeReturned}`,
      );
    const arrived = refunds
      .filter((refund) => refund.state === "SUCCESS" && this.#isByChannel(refund))
      .reduce((sum, { amount }) => sum + amount, 0n);
    if ((trade.arrivedAmount ?? 0n) !== arrived)
      this.#complain(`P24: trade ${tradeId} says ${trade.arrivedAmount} has arrived, its refunds come to ${arrived}`);
    for (const refund of refunds) this.#checkEntry(refund);
  }

  #isByChannel(refund: RefundRow): boolean {
    return this.#ledger.entryOf(subjectOf(refund), "REFUND_RESERVE") !== undefined;
  }

  /** P29: what is set aside, what has arrived and what is free again each have their entry, in every try. */
  #checkEntry({ _id, amount, feeReturned, state, tries = 1 }: RefundRow): void {
    const subjectId = subjectOf({ _id, tries });
    const has = (reason: EntryRow["reason"]): boolean => this.#ledger.entryOf(subjectId, reason) !== undefined;
    const isByChannel = has("REFUND_RESERVE");
    if ((isByChannel && state === "SUCCESS") !== (has("REFUND_DONE") && state !== "FAILED"))
      this.#complain(`P29: refund ${subjectId} is ${state}, and has ${has("REFUND_DONE") ? "an" : "no"} entry of that`);
    if ((state === "FAILED") !== (has("REFUND_FREED") || has("REFUND_RETURNED")))
      this.#complain(`P24: refund ${subjectId} is ${state}, and what was set aside is not where it belongs`);
    const entry = this.#ledger.entryOf(subjectId, isByChannel ? "REFUND_RESERVE" : "REFUND");
    if (!entry) this.#complain(`P29: refund ${_id} has no entry`);
    else if (entry.postings[0]?.amount !== amount || entry.postings[1]?.amount !== feeReturned)
      this.#complain(`P29: refund ${_id} of ${amount} and ${feeReturned ?? 0n} of the fee has another entry`);
  }
}
