import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { PayOfflineTradeRequest } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import {
  PayTradeRequest,
  type Trade as TradeMessage,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { PaymentReason } from "../errors.ts";
import { contractOf } from "../merchant/merchant-contract.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { notingRefusals, refusedError } from "../risk/risk-error.ts";
import type { Drawn } from "../trade/draw-source.ts";
import { payKind } from "../trade/pay-trade.ts";
import type { Payment, PaymentKind } from "../trade/payment-kind.ts";
import { takePayment } from "../trade/take-payment.ts";
import type { Trade } from "../trade/trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import { passwordFreeLimitOf } from "../wallet/wallet.ts";
import { countTaken, countTakingAgain, noteTaking, uncountTaken } from "./count-taken.ts";
import { decideOffline, isInFuture, type OfflineSale } from "./offline-terms.ts";
import { offlineTillIdOf } from "./offline-till-model.ts";

/** Where and when a till read a code that nobody could be asked about. */
interface Scan {
  readonly scanTime: Date;
  readonly terminalId: string;
}

/** The only refusal of a live code that does not spend it. */
const PASSING: PaymentReason = "PAYMENTS_TOO_FREQUENT";

/**
 * PayOfflineTrade: a payment by a code that was read while the till had no network. It is PayTrade, but for the instant at which the code must have been alive
 * (when it was read) and the caps of P38. Spent once is spent (P10): of two tills that show the same photographed code the second is refused.
 */
export const payOfflineTrade =
  (parts: PaymentsParts): Handler<PayOfflineTradeRequest, TradeMessage> =>
  async (request, context) => {
    const scan = parseScan(request, context);
    const { merchantId, storeId, merchantTradeId, amount, subject, paymentCode } = request;
    const claim = { merchantId, storeId, merchantTradeId, amount, subject, paymentCode };
    const { terminalId, operatorId, goodsCategory } = request;
    const payment = { ...PayTradeRequest.create(), ...claim, terminalId, operatorId, goodsCategory };
    const about = { rpc: "payOfflineTrade", subject: merchantTradeId, only: PASSING };
    return notingRefusals(parts, about, context, () =>
      takePayment(parts, offlineKind(parts, request, scan), payment, context),
    );
  };

const parseScan = ({ terminalId, scanTime }: PayOfflineTradeRequest, { now }: CallContext): Scan => {
  const fields = readFields();
  fields.text("terminal_id", terminalId, 1, 32);
  if (!scanTime) fields.refuse({ field: "scan_time", en: "when the code was read", zh: "须填写扫码时间" });
  else if (isInFuture(scanTime, now))
    fields.refuse({ field: "scan_time", en: "not in the future", zh: "不得晚于当前时间" });
  fields.check();
  return { scanTime: scanTime ?? now, terminalId: terminalId.trim() };
};

const offlineKind = (parts: PaymentsParts, request: PayOfflineTradeRequest, scan: Scan): PaymentKind => {
  const paying = payKind(parts);
  const { scanTime } = scan;
  return {
    ...paying,
    rpc: "payOfflineTrade",
    encode: () => PayOfflineTradeRequest.encode(request),
    offline: {
      scanTime,
      admit: (claim, merchant, now) => admit(parts, merchant, { amount: claim.amount, ...scan }, claim.storeId, now),
    },
    send: async (payment, trade, sending) => {
      const answer = (await paying.send?.(payment, trade, sending)) ?? tradeMessage(trade, "merchant");
      if (answer.state === TradeState.TRADE_STATE_SUCCESS || answer.state === TradeState.TRADE_STATE_PAYING)
        await parts.store.transaction((session) => countTakingAgain(parts, session, trade.tradeId));
      return answer;
    },
    draw: (session, before, payment) => drawCounted(parts, paying, session, { before, payment, scan }),
  };
};

/** The guards that need no payer: agreed, known till, not too old, not before the till's last contact, not too much. They spend nothing. */
const admit = async (
  { offlineTills }: PaymentsParts,
  merchant: MerchantRow,
  sale: OfflineSale & Scan,
  storeId: string,
  now: Date,
): Promise<PaymentReason | undefined> => {
  const till = await findRow(offlineTills, { _id: offlineTillIdOf(storeId, sale.terminalId) });
  return decideOffline(contractOf(merchant).offline, till?.checkInTime, sale, now);
};

/** Pays, and counts what the till has taken without contact (P38) in the same transaction; what is not paid is not counted. */
const drawCounted = async (
  parts: PaymentsParts,
  paying: PaymentKind,
  session: ClientSession,
  { before, payment, scan }: { readonly before: Trade | undefined; readonly payment: Payment; readonly scan: Scan },
): Promise<Drawn> => {
  const { claim, merchant, payer } = payment;
  // Nobody is at the counter any more who could give the password.
  if (payer && claim.amount > passwordFreeLimitOf(payer)) return { refuse: "PAYER_LIMIT_EXCEEDED" };
  const terms = contractOf(merchant).offline;
  if (!terms) return { refuse: "OFFLINE_NOT_AGREED" };
  const { storeId, amount } = claim;
  const taking = { storeId, amount, terminalId: scan.terminalId, scanTime: scan.scanTime };
  if (!(await countTaken(parts, session, taking, terms))) return { refuse: "OFFLINE_TOTAL_EXCEEDED" };
  const drawn = await paying.draw(session, before, payment);
  if (!("refuse" in drawn)) {
    if (drawn.sending) await noteTaking(parts, session, drawn.write.tradeId, taking);
    return drawn;
  }
  // It passes with time, and nobody is there any more who could show another code: nothing of it is kept, so that the same code pays later.
  if (drawn.refuse === PASSING) throw refusedError(drawn);
  await uncountTaken(parts, session, taking);
  return drawn;
};
