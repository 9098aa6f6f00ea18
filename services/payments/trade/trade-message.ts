import { money } from "../../../kernel/money/money.ts";
import {
  TradeState as StateNumber,
  Tender as TenderNumber,
  type Trade as TradeMessage,
  TradeWait as WaitNumber,
  PaymentWay as WayNumber,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { refundableUntil } from "../merchant/merchant-contract.ts";
import { qrTextOf } from "../qr/qr-text.ts";
import { maskName } from "../wallet/wallet.ts";
import type { PaymentWay, Tender, Trade, TradeState, TradeWait } from "./trade.ts";

export const STATE_NUMBERS: Readonly<Record<TradeState, StateNumber>> = {
  CREATED: StateNumber.TRADE_STATE_CREATED,
  AUTHORIZED: StateNumber.TRADE_STATE_AUTHORIZED,
  SUCCESS: StateNumber.TRADE_STATE_SUCCESS,
  CLOSED: StateNumber.TRADE_STATE_CLOSED,
  PAYING: StateNumber.TRADE_STATE_PAYING,
  REVERSING: StateNumber.TRADE_STATE_REVERSING,
  REVERSED: StateNumber.TRADE_STATE_REVERSED,
};

export const WAY_NUMBERS: Readonly<Record<PaymentWay, WayNumber>> = {
  BARCODE: WayNumber.PAYMENT_WAY_BARCODE,
  DYNAMIC_QR: WayNumber.PAYMENT_WAY_DYNAMIC_QR,
  STATIC_QR: WayNumber.PAYMENT_WAY_STATIC_QR,
  IN_WINDOW: WayNumber.PAYMENT_WAY_IN_WINDOW,
  SOUND: WayNumber.PAYMENT_WAY_SOUND,
  APP: WayNumber.PAYMENT_WAY_APP,
  CARD: WayNumber.PAYMENT_WAY_CARD,
  TILL: WayNumber.PAYMENT_WAY_TILL,
};

const TENDER_NUMBERS: Readonly<Record<Tender, TenderNumber>> = {
  WALLET_BALANCE: TenderNumber.TENDER_WALLET_BALANCE,
  CREDIT_LINE: TenderNumber.TENDER_CREDIT_LINE,
  BANK_CARD: TenderNumber.TENDER_BANK_CARD,
  WECHAT_LIKE: TenderNumber.TENDER_WECHAT_LIKE,
  UNIONPAY_LIKE: TenderNumber.TENDER_UNIONPAY_LIKE,
  CASH: TenderNumber.TENDER_CASH,
  EXTERNAL_CARD: TenderNumber.TENDER_EXTERNAL_CARD,
  OTHER: TenderNumber.TENDER_OTHER,
};

const WAIT_NUMBERS: Readonly<Record<TradeWait, WaitNumber>> = {
  PAYER_PASSWORD: WaitNumber.TRADE_WAIT_PAYER_PASSWORD,
  CHANNEL: WaitNumber.TRADE_WAIT_CHANNEL,
};

/** What only the merchant's own callers read: what it said for itself, and what it is charged. */
const merchantsOwn = (trade: Trade, reader: Reader) =>
  reader === "payer"
    ? { notifyUrl: "", passbackParams: "", feeAmount: undefined }
    : {
        notifyUrl: trade.notifyUrl ?? "",
        passbackParams: trade.passbackParams ?? "",
        feeAmount: trade.feeAmount ? money(trade.feeAmount, trade.currencyCode) : undefined,
      };

type Reader = "merchant" | "payer";

const changeOf = ({ receivedAmount, amount, currencyCode }: Trade) =>
  receivedAmount === undefined ? undefined : money(receivedAmount - amount, currencyCode);

/** A trade in the contract's words. Only the payer reads the payer's full name; merchants and listeners of events read it masked. */
export const tradeMessage = (trade: Trade, reader: Reader): TradeMessage => {
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
    // A trade that was only made to be refused has none.
    amount: trade.amount === 0n ? undefined : amountOf(trade.amount),
    paidAmount: amountOf(trade.paidAmount),
    refundedAmount: trade.refundedAmount === 0n ? undefined : amountOf(trade.refundedAmount),
    payerUserId: trade.payerUserId ?? "",
    payerDisplayName: reader === "payer" ? payerDisplayName : maskName(payerDisplayName),
    createTime: trade.createTime,
    payTime: trade.payTime,
    expireTime: trade.expireTime,
    closeTime: trade.closeTime,
    tender: trade.tender ? TENDER_NUMBERS[trade.tender] : TenderNumber.TENDER_UNSPECIFIED,
    way: trade.way ? WAY_NUMBERS[trade.way] : WayNumber.PAYMENT_WAY_UNSPECIFIED,
    channelTradeId: trade.channelTradeId ?? "",
    qrCode: trade.qrId && trade.state === "CREATED" ? qrTextOf(trade.qrId) : "",
    wait: trade.wait ? WAIT_NUMBERS[trade.wait] : WaitNumber.TRADE_WAIT_UNSPECIFIED,
    operatorId: trade.operatorId ?? "",
    terminalId: trade.terminalId ?? "",
    ...merchantsOwn(trade, reader),
    goodsCategory: trade.goodsCategory ?? "",
    reverseTime: trade.reverseTime,
    refusalReason: trade.refusalReason ?? "",
    body: trade.body ?? "",
    scanTime: trade.scanTime,
    receivedAmount: amountOf(trade.receivedAmount),
    changeAmount: changeOf(trade),
    refundEndTime: trade.payTime && refundableUntil(trade.payTime, trade.terms),
    merchantName: "",
  };
};
