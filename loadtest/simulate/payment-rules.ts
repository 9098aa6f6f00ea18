import type { AccountRow, EntryRow, HoldRow } from "../../services/payments/ledger/ledger-model.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { PaymentAttemptRow } from "../../services/payments/trade/payment-attempt-model.ts";
import { TRANSITIONS } from "../../services/payments/trade/trade.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import { type Change, type Mirror, textOf } from "./mirror.ts";

/** Told what is wrong. */
export type Complain = (problem: string) => void;

interface Sums {
  debits: bigint;
  credits: bigint;
  held: bigint;
}

const FLOORED = /^(wallet|payable):/;

/** Rows that are written once. */
const IMMUTABLE = new Set(["ledger_entries", "refunds", "payment_attempts"]);

/**
 * The rules of money, held against every transaction of payments' store as it reached the disk: P7, P10, P13, P22, P25-P28. Written from PAYMENT_RULES, not
 * from the code: sums are kept from the entries alone.
 */
export class PaymentRules {
  readonly #mirror: Mirror;
  readonly #complain: Complain;
  readonly #sums = new Map<string, Sums>();
  readonly #refundsOf = new Map<string, Map<string, bigint>>();
  readonly #entryOf = new Map<string, EntryRow>();
  readonly #holdOf = new Map<string, string>();
  readonly #tradeByMerchant = new Map<string, string>();
  readonly #totals = new Map<string, bigint>();

  constructor(mirror: Mirror, complain: Complain) {
    this.#mirror = mirror;
    this.#complain = complain;
  }

  /** The trade of a merchant's own id. */
  tradeOf(merchantTradeId: string): TradeRow | undefined {
    return this.#mirror.get<TradeRow>("trades", this.#tradeByMerchant.get(merchantTradeId));
  }

  check(changes: readonly Change[]): void {
    const accounts = new Set<string>();
    const trades = new Set<string>();
    for (const change of changes) this.#note(change, accounts, trades);
    for (const accountId of accounts) this.#checkAccount(accountId);
    for (const tradeId of trades) this.#checkTrade(tradeId);
    for (const change of changes)
      if (change.collection === "trades") this.#checkMove(change as Change<TradeRow>, changes);
    for (const [currency, balance] of this.#totals)
      if (balance !== 0n) this.#complain(`P25: ${currency}: the accounts' credits less debits come to ${balance}`);
  }

  #note(change: Change, accounts: Set<string>, trades: Set<string>): void {
    const { collection, id, before, after } = change;
    if (IMMUTABLE.has(collection) && before) this.#complain(`P27: ${collection} ${id} was changed or removed`);
    if (collection === "ledger_entries" && after) this.#noteEntry(after as EntryRow, accounts, trades);
    if (collection === "ledger_holds") this.#noteHold(change as Change<HoldRow>, accounts, trades);
    if (collection === "ledger_accounts") this.#noteAccount(change as Change<AccountRow>, accounts);
    if (collection === "refunds" && after) this.#noteRefund(after as RefundRow, trades);
    if (collection === "trades") trades.add(id);
  }

  #noteEntry(entry: EntryRow, accounts: Set<string>, trades: Set<string>): void {
    if (this.#entryOf.has(entry.subjectId)) this.#complain(`P25: ${entry.subjectId} moved money twice`);
    this.#entryOf.set(entry.subjectId, entry);
    for (const { debitAccountId, creditAccountId, amount } of entry.postings) {
      if (amount <= 0n) this.#complain(`P17: entry ${entry._id} moves ${amount}`);
      this.#sumsOf(debitAccountId).debits += amount;
      this.#sumsOf(creditAccountId).credits += amount;
      accounts.add(debitAccountId).add(creditAccountId);
    }
    if (entry.reason === "PAYMENT") trades.add(entry.subjectId);
    if (entry.reason === "REFUND" && !this.#mirror.get("refunds", entry.subjectId))
      this.#complain(`P29: entry ${entry._id} moved money for ${entry.subjectId}, which does not exist`);
  }

  #noteHold({ id, before, after }: Change<HoldRow>, accounts: Set<string>, trades: Set<string>): void {
    if (!after) {
      this.#complain(`P28: hold ${id} was removed`);
      return;
    }
    if (before && before.state !== "HELD") this.#complain(`P28: hold ${id} was ${before.state} and is ${after.state}`);
    if (after.postedAmount !== undefined && after.postedAmount > after.amount)
      this.#complain(`P28: hold ${id} was posted for more than its amount`);
    const other = this.#holdOf.get(after.subjectId);
    if (other && other !== id) this.#complain(`P28: trade ${after.subjectId} has two holds`);
    this.#holdOf.set(after.subjectId, id);
    const heldOf = (hold: HoldRow | undefined): bigint => (hold?.state === "HELD" ? hold.amount : 0n);
    this.#sumsOf(after.accountId).held += heldOf(after) - heldOf(before);
    accounts.add(after.accountId);
    trades.add(after.subjectId);
  }

  #noteAccount({ id, before, after }: Change<AccountRow>, accounts: Set<string>): void {
    if (!after) {
      this.#complain(`P25: account ${id} was removed`);
      return;
    }
    const balance = (row: AccountRow | undefined): bigint => (row ? row.postedCredits - row.postedDebits : 0n);
    const { currencyCode } = after;
    this.#totals.set(currencyCode, (this.#totals.get(currencyCode) ?? 0n) + balance(after) - balance(before));
    accounts.add(id);
  }

  #noteRefund({ _id, tradeId, amount, merchantId, merchantRefundId }: RefundRow, trades: Set<string>): void {
    const refunds = this.#refundsOf.get(tradeId) ?? new Map<string, bigint>();
    this.#refundsOf.set(tradeId, refunds.set(_id, amount));
    this.#claim(`refund ${merchantId} ${merchantRefundId}`, _id);
    trades.add(tradeId);
  }

  readonly #claimed = new Map<string, string>();

  /** P13: one row per merchant's own id, for ever. */
  #claim(name: string, id: string): void {
    const owner = this.#claimed.get(name) ?? id;
    if (owner !== id) this.#complain(`P13: ${name} is both ${owner} and ${id}`);
    this.#claimed.set(name, owner);
  }

  #sumsOf(accountId: string): Sums {
    const sums = this.#sums.get(accountId) ?? { debits: 0n, credits: 0n, held: 0n };
    this.#sums.set(accountId, sums);
    return sums;
  }

  #checkAccount(accountId: string): void {
    const row = this.#mirror.get<AccountRow>("ledger_accounts", accountId);
    const { debits, credits, held } = this.#sumsOf(accountId);
    if (!row) {
      this.#complain(`P25: account ${accountId} has entries but does not exist`);
      return;
    }
    const stored = `${row.postedDebits} ${row.postedCredits} ${row.held} ${row.available}`;
    const replayed = `${debits} ${credits} ${held} ${credits - debits - held}`;
    if (stored !== replayed)
      this.#complain(`P25: account ${accountId} (debits credits held available) is ${stored}, replayed ${replayed}`);
    if (FLOORED.test(accountId) && credits - debits - held < 0n)
      this.#complain(`P26: account ${accountId} is below its floor: ${credits - debits - held}`);
  }

  /** P28, P29: state, entry, hold and refunds of a trade agree. */
  #checkTrade(tradeId: string): void {
    const trade = this.#mirror.get<TradeRow>("trades", tradeId);
    const entry = this.#entryOf.get(tradeId);
    if (!trade) {
      this.#complain(`P29: the ledger has ${tradeId}, which does not exist`);
      return;
    }
    if ((trade.state === "SUCCESS") !== (entry !== undefined))
      this.#complain(`P29: trade ${tradeId} is ${trade.state} and has ${entry ? "an" : "no"} entry`);
    if (entry && entry.postings[0]?.amount !== trade.paidAmount)
      this.#complain(`P29: trade ${tradeId} is paid ${trade.paidAmount}, its entry moved ${entry.postings[0]?.amount}`);
    const hold = this.#mirror.get<HoldRow>("ledger_holds", this.#holdOf.get(tradeId));
    if ((trade.state === "AUTHORIZED") !== (hold?.state === "HELD"))
      this.#complain(`P28: trade ${tradeId} is ${trade.state}, its hold is ${hold?.state ?? "missing"}`);
    const refunded = [...(this.#refundsOf.get(tradeId)?.values() ?? [])].reduce((sum, amount) => sum + amount, 0n);
    if (trade.refundedAmount !== refunded)
      this.#complain(`P22: trade ${tradeId} says ${trade.refundedAmount} refunded, its refunds come to ${refunded}`);
    if (refunded > (trade.paidAmount ?? 0n))
      this.#complain(`P22: trade ${tradeId}: ${refunded} refunded of ${trade.paidAmount ?? 0n} paid`);
    for (const refundId of this.#refundsOf.get(tradeId)?.keys() ?? [])
      if (!this.#entryOf.has(refundId)) this.#complain(`P29: refund ${refundId} has no entry`);
  }

  /** P7, P10, P13: how a trade came to be what it is. */
  #checkMove({ id, before, after }: Change<TradeRow>, changes: readonly Change[]): void {
    if (!after) {
      this.#complain(`P7: trade ${id} was removed`);
      return;
    }
    if (!before) {
      this.#claim(`trade ${after.merchantId} ${after.merchantTradeId}`, id);
      this.#tradeByMerchant.set(after.merchantTradeId, id);
    } else if (before.state !== after.state && !TRANSITIONS[before.state].includes(after.state))
      this.#complain(`P7: trade ${id} went from ${before.state} to ${after.state}`);
    else if (before.state === after.state && lasting(before) !== lasting(after))
      this.#complain(`P7: trade ${id} changed while it was ${after.state}`);
    if (after.payerUserId && !before?.payerUserId && !spendsCode(after, changes))
      this.#complain(`P10: trade ${id} was paid without a code being spent with it`);
  }
}

/** What never changes while a trade is in one state. */
const lasting = ({ refundedAmount, ...rest }: TradeRow): string => textOf(Object.entries(rest).sort());

const spendsCode = ({ merchantTradeId }: TradeRow, changes: readonly Change[]): boolean =>
  changes.some(({ collection, after }) => {
    const attempt = after as PaymentAttemptRow | undefined;
    return collection === "payment_attempts" && attempt?.merchantTradeId === merchantTradeId && !attempt.refusal;
  });
