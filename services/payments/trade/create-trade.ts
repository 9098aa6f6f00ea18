import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId, newId } from "../../../kernel/ids/ids.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import {
  type CreateTradeRequest,
  type Trade as TradeMessage,
  PaymentWay as WayNumber,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertClaimsFor } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { assertMaySell } from "../risk/assert-may-sell.ts";
import { findPayee, readPhone } from "../wallet/find-payee.ts";
import { decide } from "./decide-trade.ts";
import { readClaim, readDetails, readLifetime } from "./parse-trade.ts";
import type { PaymentWay } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, insertTrade } from "./trade-model.ts";

/** CreateTrade: one row in one write, so it needs no transaction; the unique index makes it happen once (P13). */
export const createTrade =
  (parts: PaymentsParts): Handler<CreateTradeRequest, TradeMessage> =>
  async (request, context) => {
    const command = parse(request, context.caller);
    const { claim } = command;
    assertClaimsFor(context.caller, claim);
    const merchant = await findRow(parts.merchants, { _id: claim.merchantId });
    if (!merchant) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const askedUserId = await askedUserOf(parts, request.payerPhone, command.askedUserId);
    const terms = termsOf(contractOf(merchant), command.details.goodsCategory);
    const tradeId = deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId);
    const qrId = request.withQrCode ? newId("qrc", context.now) : undefined;
    return runAgainOnDuplicate(async () => {
      const before = await findTrade(parts.trades, claim);
      const creation = {
        type: "create",
        ...command,
        ...(askedUserId && { askedUserId }),
        terms,
        tradeId,
        ...(qrId && { qrId }),
      } as const;
      const decision = decide(before, creation, context.now);
      if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
      if ("keep" in decision) {
        context.markReplayed();
        return tradeMessage(decision.keep, "merchant");
      }
      // After the look for an earlier one: a repetition is answered as it was, whatever was stopped since (P14).
      const suspension = suspensionOf(merchant, command.way ?? "BARCODE");
      if (suspension) throw paymentReasons.error(suspension);
      const about = { rpc: "createTrade", subject: claim.merchantTradeId };
      await assertMaySell(parts, decision.write, merchant, about, context);
      await insertTrade(parts.trades, decision.write);
      return tradeMessage(decision.write, "merchant");
    });
  };

/** The one user who may pay, by id or by phone number. @throws PAYER_NOT_FOUND for a number that nobody has registered. */
const askedUserOf = async (
  parts: PaymentsParts,
  payerPhone: string,
  askedUserId: string | undefined,
): Promise<string | undefined> => {
  if (!payerPhone) return askedUserId;
  const user = await findPayee(parts, { phone: payerPhone });
  if (!user) throw paymentReasons.error("PAYER_NOT_FOUND");
  return user.userId;
};

const parse = (request: CreateTradeRequest, caller: Caller) => {
  const fields = readFields();
  const claim = readClaim(fields, request);
  const details = readDetails(fields, request, caller);
  const lifetimeS = readLifetime(fields, request.lifetimeS);
  const askedUserId = request.payerUserId && fields.id("payer_user_id", request.payerUserId, "usr");
  const way = readWay(fields, request);
  readPayerPhone(fields, request);
  fields.check();
  return { claim, details, lifetimeS, ...(askedUserId && { askedUserId }), ...(way && { way }) };
};

const readPayerPhone = (fields: FieldReader, { payerPhone, payerUserId }: CreateTradeRequest): void => {
  if (payerPhone === "") return;
  readPhone(fields, "payer_phone", payerPhone);
  if (payerUserId !== "")
    fields.refuse({
      field: "payer_phone",
      en: "one of payer_user_id and payer_phone",
      zh: "payer_user_id 与 payer_phone 只能填一个",
    });
};

/** How the trade comes to its payer, as far as that is known when it is made. */
const readWay = (fields: FieldReader, request: CreateTradeRequest): PaymentWay | undefined => {
  const { way, payerUserId, payerPhone, withQrCode } = request;
  if (way === WayNumber.PAYMENT_WAY_APP) return "APP";
  if (
    way === WayNumber.PAYMENT_WAY_IN_WINDOW ||
    ((payerUserId || payerPhone) && way === WayNumber.PAYMENT_WAY_UNSPECIFIED)
  )
    return "IN_WINDOW";
  if (way !== WayNumber.PAYMENT_WAY_UNSPECIFIED)
    fields.refuse({ field: "way", en: "IN_WINDOW or APP", zh: "须为 IN_WINDOW 或 APP" });
  return withQrCode ? "DYNAMIC_QR" : undefined;
};
