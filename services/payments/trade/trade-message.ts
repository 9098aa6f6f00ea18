import { money } from "../../../kernel/money/money.ts";
import {
  TradeState as StateNumber,
  type Trade as TradeMessage,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { maskName } from "../wallet/wallet.ts";
import type { Trade, TradeState } from "./trade.ts";

const STATE_NUMBERS: Readonly<Record<TradeState, StateNumber>> = {
  CREATED: StateNumber.TRADE_STATE_CREATED,
  AUTHORIZED: StateNumber.TRADE_STATE_AUTHORIZED,
  SUCCESS: StateNumber.TRADE_STATE_SUCCESS,
  CLOSED: StateNumber.TRADE_STATE_CLOSED,
};

/** A trade in the contract's words. Only the payer reads the payer's full name; merchants and listeners of events read it masked. */
export const tradeMessage = (trade: Trade, reader: "merchant" | "payer"): TradeMessage => {
  const { currencyCode, payerDisplayName = "" } = trade;
  const amountOf = (minorUnits: bigint | undefined) =>
    minorUnits === undefined ? undefined : money(minorUnits, currencyCode);
  return {
    tradeId: trade.tradeId,
    merchantTradeId: trade.merchantTradeId,
    merchantId: trade.merchantId,
    storeId: trade.storeId,
    subject: trade.subject,
    state: STATE_NUMBERS[trade.state],
    amount: amountOf(trade.amount),
    paidAmount: amountOf(trade.paidAmount),
    refundedAmount: trade.refundedAmount === 0n ? undefined : amountOf(trade.refundedAmount),
    payerUserId: trade.payerUserId ?? "",
    payerDisplayName: reader === "payer" ? payerDisplayName : maskName(payerDisplayName),
    createTime: trade.createTime,
    payTime: trade.payTime,
    expireTime: trade.expireTime,
    closeTime: trade.closeTime,
  };
};
