import { rowIdOf } from "../../kernel/idempotency/idempotency-key.ts";
import type { IdempotencyRow } from "../../kernel/idempotency/idempotency-model.ts";
import {
  type ListWalletTradesResponse,
  type Refund,
  RefundState,
  ReverseAction,
  type ReverseTradeResponse,
  Trade,
  TradeState,
} from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Receipt } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { Receipt as ReceiptRow } from "../../verticals/supermarket/receipt/receipt.ts";
import { type ClientCall, fitsReverse, isStored, outcomeOf, STATES, type Told } from "./client-call.ts";
import type { Mirror } from "./mirror.ts";
import { bytesOf, textOf } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

/** What a key's first final answer was, and to which request. */
interface Final {
  readonly body: string;
  readonly outcome: string;
  /** Which hearing it was: a call that had begun by then may still bring what was true before. */
  readonly heard: number;
}

const KEYED = new Set(["payTrade", "authorizeTrade", "payStaticQr", "checkOutBasket"]);
const TRADES = new Set([
  ...["createTrade", "payTrade", "authorizeTrade", "captureTrade", "closeTrade", "queryTrade"],
  ...["confirmTrade", "openQrCode", "payStaticQr"],
]);
const LISTS = new Set(["listWalletTrades", "listWaitingTrades"]);

/** Remembers what clients were told, and holds every further answer and the stores themselves against it: what was once told must stay true. */
export class Oracle {
  readonly #payments: Mirror;
  readonly #supermarket: Mirror;
  readonly #complain: Complain;
  readonly #finals = new Map<string, Final>();
  readonly #codes = new Map<string, string>();
  readonly #facts = new Map<string, string>();
  readonly #moved = new Set<string>();

  constructor(payments: Mirror, supermarket: Mirror, complain: Complain) {
    this.#payments = payments;
    this.#supermarket = supermarket;
    this.#complain = complain;
  }

  #moment = 0;

  /** A client makes a call: the moment at which it does. */
  begin(): number {
    this.#moment += 1;
    return this.#moment;
  }

  /** A client got an answer to the call that it began at a moment. */
  hear(call: ClientCall, told: Told, began: number): void {
    this.#moment += 1;
    if (KEYED.has(call.method)) this.#hearKeyed(call, told, began);
    if (!("answer" in told)) return;
    if (TRADES.has(call.method)) this.#hearTrade(call, told.answer as Trade);
    if (LISTS.has(call.method))
      for (const trade of (told.answer as ListWalletTradesResponse).trades) this.#hearTrade(call, trade);
    if (call.method === "refundTrade" || call.method === "queryRefund") this.#hearRefund(told.answer as Refund);
    if (call.method === "reverseTrade") this.#hearReverse(call, told.answer as ReverseTradeResponse);
    if (call.method === "checkOutBasket" || call.method === "getReceipt") this.#hearReceipt(told.answer as Receipt);
  }

  /** P13, P14, P16: equal requests under one key have one answer. */
  #hearKeyed(call: ClientCall, told: Told, began: number): void {
    const name = `${call.method} ${call.caller.tenantId ?? call.caller.id} ${call.key}`;
    const body = textOf(call.request);
    const known = this.#finals.get(name);
    const outcome = outcomeOf(call, told);
    if (outcome === undefined || this.#wasUnderWay(call)) return;
    if (outcome === "IDEMPOTENCY_KEY_REUSED") {
      if (known?.body === body) this.#complain(`P14: ${name}: a request that was answered is now another's`);
      return;
    }
    const isFinal = "answer" in told || isStored(call, outcome);
    if (known && known.body !== body && isFinal)
      this.#complain(`P14: ${name} answered two different requests: ${known.outcome}, then ${outcome}`);
    if (known && known.body === body && known.outcome !== outcome && (isFinal || began > known.heard))
      this.#complain(`P13: ${name} was answered ${known.outcome}, and now ${outcome}`);
    if (!known && isFinal) this.#finals.set(name, { body, outcome, heard: this.#moment });
    if ("answer" in told) this.#noteCode(call, told.answer);
  }

  /** Whether the key's stored answer is that the payment is under way: no last word, so each repetition tells how it stands by then. */
  #wasUnderWay({ method, caller, key }: ClientCall): boolean {
    if (method !== "payTrade") return false;
    const row = this.#payments.get<IdempotencyRow>("idempotency_keys", rowIdOf(method, caller.tenantId!, key));
    const answer = row?.answer && Trade.decode(bytesOf(row.answer));
    return answer?.state === TradeState.TRADE_STATE_PAYING;
  }

  /** P10: a payment code pays once. */
  #noteCode({ method, request }: ClientCall, answer: unknown): void {
    const { paymentCode } = request as { paymentCode?: string };
    if (!paymentCode) return;
    const { tradeId } = answer as Trade | Receipt;
    // A code of another wallet that has not paid yet may pay elsewhere.
    if ((answer as Trade).state === TradeState.TRADE_STATE_PAYING) return;
    const other = this.#codes.get(paymentCode);
    if (other && other !== tradeId) this.#complain(`P10: one payment code paid ${other} and ${tradeId} (${method})`);
    this.#codes.set(paymentCode, tradeId);
  }

  #hearTrade({ method }: ClientCall, trade: Trade): void {
    // What a store's own code shows is no trade yet.
    if (method === "openQrCode" && !trade.tradeId) return;
    const row = this.#payments.get<TradeRow>("trades", trade.tradeId);
    const state = STATES.get(trade.state);
    if (!row) {
      this.#complain(`P29: ${method} told of trade ${trade.tradeId}, which is not on the disk`);
      return;
    }
    const isFinal = state === "SUCCESS" || state === "CLOSED" || state === "REVERSED";
    if (isFinal && row.state !== state)
      this.#complain(`P7: ${method} told that trade ${trade.tradeId} is ${state}, but it is ${row.state}`);
    this.#mustStay(`trade ${trade.tradeId}`, textOf([trade.merchantTradeId, trade.amount, trade.createTime]));
    if (!isFinal) return;
    const { paidAmount, payTime, closeTime, reverseTime, payerUserId } = trade;
    const end = [state, paidAmount, payTime, closeTime, reverseTime, payerUserId];
    this.#mustStay(`final trade ${trade.tradeId}`, textOf(end));
    const told = textOf([paidAmount?.minorUnits, payTime, closeTime, reverseTime]);
    if (told !== textOf([row.paidAmount, row.payTime, row.closeTime, row.reverseTime]))
      this.#complain(`P29: ${method} told another end of trade ${trade.tradeId} than is on the disk`);
  }

  /** P16, P24: a refund is the same whenever it is told of, and once done it stays so; its money moves with one call. */
  #hearRefund(refund: Refund): void {
    const { refundId, tradeId, merchantRefundId, amount, fundChange } = refund;
    this.#mustStay(`refund ${merchantRefundId}`, textOf([refundId, tradeId, amount]));
    const { state: _, ...lasting } = refund.trade as Trade;
    if (refund.state === RefundState.REFUND_STATE_SUCCESS)
      this.#mustStay(`done refund ${refundId}`, textOf({ ...refund, fundChange: false, trade: lasting }));
    if (fundChange && this.#moved.has(refundId)) this.#complain(`P16: refund ${refundId} was told to move money twice`);
    if (fundChange) this.#moved.add(refundId);
    const row = this.#payments.get<RefundRow>("refunds", refundId);
    if (row?.amount !== amount?.minorUnits)
      this.#complain(`P29: refund ${refundId} was told, but the disk has ${row?.amount}`);
  }

  /** What a reverse says that it has done is so. */
  #hearReverse(call: ClientCall, { trade, action }: ReverseTradeResponse): void {
    this.#hearTrade(call, trade!);
    if (!fitsReverse(action, trade!.state))
      this.#complain(`P5: a reverse did ${action}, but trade ${trade!.tradeId} is ${trade!.state}`);
    const isWhole = trade!.refundedAmount?.minorUnits === trade!.paidAmount?.minorUnits;
    if (action === ReverseAction.REVERSE_ACTION_REFUNDED && !isWhole)
      this.#complain(`P22: trade ${trade!.tradeId} was reversed, but ${trade!.refundedAmount?.minorUnits} came back`);
  }

  #hearReceipt(receipt: Receipt): void {
    const row = this.#supermarket.get<ReceiptRow>("receipts", receipt.basketId);
    if (row?.receiptNumber !== receipt.receiptNumber || row.total !== receipt.total?.minorUnits)
      this.#complain(`P29: the receipt of ${receipt.basketId} was told, but is not on the disk`);
    this.#mustStay(`receipt ${receipt.basketId}`, textOf(receipt));
  }

  #mustStay(name: string, fact: string): void {
    const known = this.#facts.get(name) ?? fact;
    if (known !== fact) this.#complain(`P13: ${name} was told as ${known}, and now as ${fact}`);
    this.#facts.set(name, known);
  }
}
