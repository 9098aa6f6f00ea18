import type { CallContext, CallOptions } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { type Basket, lineTotalOf } from "../basket/basket.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { CheckoutAttempt, HeldCoupon } from "./attempt.ts";
import { freeCoupon } from "./free-coupon.ts";

/** Whether something is to be agreed with marketing or membership before payments is asked. */
export const needsBenefits = (attempt: CheckoutAttempt, basket: Basket): boolean =>
  (attempt.withCoupon !== undefined && !attempt.coupon) ||
  (basket.member !== undefined && attempt.pointsToEarn === undefined && !attempt.offline);

/** The attempt with what was agreed, or why the sale cannot be as it was asked for. */
export type Attached =
  | { readonly attempt: CheckoutAttempt }
  | { readonly attempt: CheckoutAttempt; readonly refusal: ReasonError };

/**
 * Holds the coupon for the attempt's trade, notes whose purchase it is (M7), and writes both down before payments is asked, so that whoever concludes the attempt
 * knows what is to be paid. Every step can be run again. Where the attempt was given up meanwhile, what was held is freed, and nobody is asked to pay.
 */
export const attachBenefits = async (
  parts: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  couponCode: string,
  { deadline, signal, traceparent }: CallContext,
): Promise<Attached> => {
  const options = { deadline, signal, traceparent };
  try {
    const coupon = attempt.withCoupon && (await holdCoupon(parts, attempt, basket, couponCode, options));
    const total = basket.total - (coupon?.discount ?? 0n);
    const pointsToEarn = basket.member && (await noteSale(parts, attempt, basket, total, options));
    const agreed = { total, ...(coupon && { coupon }), ...(pointsToEarn !== undefined && { pointsToEarn }) };
    const { matchedCount } = await parts.attempts.updateOne({ _id: attempt._id, state: "PENDING" }, { $set: agreed });
    if (matchedCount > 0) return { attempt: { ...attempt, ...agreed } };
  } catch (error) {
    if (!(error instanceof ReasonError) || error.row.retryable) throw error;
    // Whoever gave the attempt up freed its coupon first (settle-trade.ts): that is what the till is told, not marketing's word for it.
    if (error.reason !== "COUPON_RELEASED") return { attempt, refusal: error };
  }
  await freeCoupon(parts, attempt, basket);
  return { attempt, refusal: supermarketReasons.error("PAYMENT_NOT_COMPLETED") };
};

const holdCoupon = async (
  { marketing }: SupermarketParts,
  { merchantTradeId }: CheckoutAttempt,
  basket: Basket,
  couponCode: string,
  options: CallOptions,
): Promise<HeldCoupon> => {
  const { merchantId, storeId, total, currencyCode, lines } = basket;
  const request = {
    ...{ merchantId, storeId, merchantTradeId, couponCode, couponId: "", userId: "" },
    amount: money(total, currencyCode),
    lineAmounts: lines.map((line) => money(lineTotalOf(line), currencyCode)),
  };
  const { couponId, name, nameEn, discount, lineDiscounts, ownerUserId } = await marketing.holdCoupon(request, options);
  return {
    ...{ couponId, name, nameEn, ownerUserId, discount: discount?.minorUnits ?? 0n },
    lineDiscounts: lineDiscounts.map(({ minorUnits }) => minorUnits),
  };
};

/** Tells membership whose purchase the trade is. The answer is what it promises for the payment. */
const noteSale = async (
  { membership }: SupermarketParts,
  { merchantTradeId }: CheckoutAttempt,
  { merchantId, storeId, member, currencyCode }: Basket,
  total: bigint,
  options: CallOptions,
): Promise<bigint> => {
  const whose = { $case: "cardId", value: member?.cardId ?? "" } as const;
  const request = { merchantId, storeId, merchantTradeId, member: whose, pointsToSpend: 0n };
  return (await membership.beginMemberSale({ ...request, amount: money(total, currencyCode) }, options)).pointsToEarn;
};
