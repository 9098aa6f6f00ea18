import { PaymentWay } from "../trade/trade.ts";
import type { MerchantRow } from "./merchant-model.ts";

/** What the platform can stop at a merchant (T8): everything, one way to pay, or refunds. */
export const MerchantFeature = { ALL: "ALL", ...PaymentWay, REFUND: "REFUND" } as const;

export type MerchantFeature = (typeof MerchantFeature)[keyof typeof MerchantFeature];

/**
 * Why the merchant may not use the feature, as its row stands (T8). Whoever takes money reads the row for that payment, so a suspension holds from the next one
 * on. A merchant that may take nothing may still give money back, and record what it takes in without the platform: only REFUND and TILL stop those.
 */
export const suspensionOf = (
  { suspended = [] }: Pick<MerchantRow, "suspended">,
  feature: MerchantFeature,
): "MERCHANT_SUSPENDED" | "FEATURE_SUSPENDED" | undefined => {
  if (suspended.includes(feature)) return "FEATURE_SUSPENDED";
  const isOurs = feature !== "REFUND" && feature !== "TILL";
  return isOurs && suspended.includes("ALL") ? "MERCHANT_SUSPENDED" : undefined;
};
