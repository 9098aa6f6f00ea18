import {
  type MerchantContract as ContractMessage,
  MerchantFeature as FeatureNumber,
  FeeOnRefund as FeeOnRefundNumber,
  type Merchant as MerchantMessage,
  NotifySchedule as ScheduleNumber,
} from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import type { FeeOnRefund } from "../fee/fee.ts";
import type { NotifySchedule } from "../notify/notification.ts";
import { contractOf, type MerchantContract } from "./merchant-contract.ts";
import type { MerchantRow } from "./merchant-model.ts";
import type { MerchantFeature } from "./suspension.ts";

export const FEATURE_NUMBERS: Readonly<Record<MerchantFeature, FeatureNumber>> = {
  ALL: FeatureNumber.MERCHANT_FEATURE_ALL,
  BARCODE: FeatureNumber.MERCHANT_FEATURE_BARCODE,
  DYNAMIC_QR: FeatureNumber.MERCHANT_FEATURE_DYNAMIC_QR,
  STATIC_QR: FeatureNumber.MERCHANT_FEATURE_STATIC_QR,
  IN_WINDOW: FeatureNumber.MERCHANT_FEATURE_IN_WINDOW,
  SOUND: FeatureNumber.MERCHANT_FEATURE_SOUND,
  APP: FeatureNumber.MERCHANT_FEATURE_APP,
  CARD: FeatureNumber.MERCHANT_FEATURE_CARD,
  TILL: FeatureNumber.MERCHANT_FEATURE_TILL,
  REFUND: FeatureNumber.MERCHANT_FEATURE_REFUND,
};

export const FEE_ON_REFUND_NUMBERS: Readonly<Record<FeeOnRefund, FeeOnRefundNumber>> = {
  KEPT: FeeOnRefundNumber.FEE_ON_REFUND_KEPT,
  PRO_RATA: FeeOnRefundNumber.FEE_ON_REFUND_PRO_RATA,
  FULL: FeeOnRefundNumber.FEE_ON_REFUND_FULL,
};

export const NOTIFY_SCHEDULE_NUMBERS: Readonly<Record<NotifySchedule, ScheduleNumber>> = {
  STANDARD: ScheduleNumber.NOTIFY_SCHEDULE_STANDARD,
  ALIPAY: ScheduleNumber.NOTIFY_SCHEDULE_ALIPAY,
};

/** A merchant in the contract's words. The note is for operators. */
export const merchantMessage = (row: MerchantRow, reader: "operator" | "merchant"): MerchantMessage => ({
  merchantId: row._id,
  name: row.name,
  contract: contractMessage(contractOf(row)),
  suspended: (row.suspended ?? []).map((feature) => FEATURE_NUMBERS[feature]),
  suspensionNote: reader === "operator" ? (row.suspensionNote ?? "") : "",
});

const contractMessage = (contract: MerchantContract): ContractMessage => ({
  category: contract.category,
  feeRatePpm: contract.feeRatePpm,
  feeMin: contract.feeMin,
  feeMax: contract.feeMax ?? 0n,
  feeOnRefund: FEE_ON_REFUND_NUMBERS[contract.feeOnRefund],
  refundWindowDays: contract.refundWindowDays ?? 0,
  channels: [...contract.channels],
  offline: contract.offline,
  notifySchedule: contract.notifySchedule ? NOTIFY_SCHEDULE_NUMBERS[contract.notifySchedule] : undefined,
});
