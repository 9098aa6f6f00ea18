import type { FieldReader } from "../../../kernel/parse/parse.ts";
import type {
  MerchantContract as ContractMessage,
  MerchantFeature as FeatureNumber,
} from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import type { OfflineTerms as OfflineTermsMessage } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import { ChannelId } from "../channel/channel.ts";
import type { FeeOnRefund } from "../fee/fee.ts";
import { OFFLINE_AGE_S, type OfflineTerms } from "../offline/offline-terms.ts";
import { type MerchantContract, REFUND_WINDOW_DAYS } from "./merchant-contract.ts";
import { FEATURE_NUMBERS, FEE_ON_REFUND_NUMBERS, NOTIFY_SCHEDULE_NUMBERS } from "./merchant-message.ts";
import type { MerchantFeature } from "./suspension.ts";

const PPM = 1_000_000;
const MAX_AMOUNT = 1_000_000_000_000n;

const keyOf = <Key extends string>(numbers: Readonly<Record<Key, number>>, wanted: number): Key | undefined =>
  (Object.keys(numbers) as Key[]).find((key) => numbers[key] === wanted);

/** What is agreed, as a request states it; what it leaves out is absent, and so the standard's. */
export const readContract = (fields: FieldReader, message: ContractMessage | undefined): Partial<MerchantContract> => {
  if (!message) return {};
  const { category, feeMax, channels } = message;
  if (category)
    fields.matching("contract.category", category, /^\d{4}$/, {
      en: "four digits (ISO 18245)",
      zh: "须为四位商户类别码",
    });
  const feeRatePpm = fields.integer("contract.fee_rate_ppm", message.feeRatePpm, 0, PPM);
  const feeMin = readFee(fields, "contract.fee_min", message.feeMin);
  readFee(fields, "contract.fee_max", feeMax);
  if (feeMax !== 0n && feeMax < feeMin)
    fields.refuse({ field: "contract.fee_max", en: "0 or at least fee_min", zh: "须为 0 或不小于 fee_min" });
  const days = fields.integerOr("contract.refund_window_days", message.refundWindowDays, 0, 1, REFUND_WINDOW_DAYS.max);
  return {
    ...(category && { category }),
    ...{ feeRatePpm, feeMin, feeOnRefund: readFeeOnRefund(fields, message) },
    ...(feeMax !== 0n && { feeMax }),
    ...(days !== 0 && { refundWindowDays: days }),
    ...(channels.length > 0 && { channels: readChannels(fields, channels) }),
    ...readNotifySchedule(fields, message),
    ...(message.offline && { offline: readOffline(fields, message.offline) }),
  };
};

const readFee = (fields: FieldReader, field: string, value: bigint): bigint => {
  if (value < 0n || value > MAX_AMOUNT)
    fields.refuse({ field, en: `0 to ${MAX_AMOUNT} minor units`, zh: `须为 0 至 ${MAX_AMOUNT}（最小货币单位）` });
  return value;
};

/** Terms for sales without a network (P38). */
const readOffline = (fields: FieldReader, { maxTrade, maxTotal, maxAgeS }: OfflineTermsMessage): OfflineTerms => {
  const field = "contract.offline";
  if (maxTrade < 1n || maxTrade > MAX_AMOUNT)
    fields.refuse({
      field: `${field}.max_trade`,
      en: `1 to ${MAX_AMOUNT} minor units`,
      zh: `须为 1 至 ${MAX_AMOUNT}（最小货币单位）`,
    });
  if (maxTotal < maxTrade || maxTotal > MAX_AMOUNT)
    fields.refuse({
      field: `${field}.max_total`,
      en: `max_trade to ${MAX_AMOUNT}`,
      zh: `须为 max_trade 至 ${MAX_AMOUNT}`,
    });
  const { min, max } = OFFLINE_AGE_S;
  return { maxTrade, maxTotal, maxAgeS: fields.integer(`${field}.max_age_s`, maxAgeS, min, max) };
};

const readFeeOnRefund = (fields: FieldReader, { feeOnRefund }: ContractMessage): FeeOnRefund => {
  if (feeOnRefund === 0) return "PRO_RATA";
  const policy = keyOf(FEE_ON_REFUND_NUMBERS, feeOnRefund);
  if (!policy)
    fields.refuse({ field: "contract.fee_on_refund", en: "KEPT, PRO_RATA or FULL", zh: "须为 KEPT、PRO_RATA 或 FULL" });
  return policy ?? "PRO_RATA";
};

const readNotifySchedule = (
  fields: FieldReader,
  { notifySchedule }: ContractMessage,
): Pick<MerchantContract, "notifySchedule"> => {
  if (!notifySchedule) return {};
  const schedule = keyOf(NOTIFY_SCHEDULE_NUMBERS, notifySchedule);
  if (!schedule)
    fields.refuse({ field: "contract.notify_schedule", en: "STANDARD or ALIPAY", zh: "须为 STANDARD 或 ALIPAY" });
  return schedule ? { notifySchedule: schedule } : {};
};

const readChannels = (fields: FieldReader, channels: readonly string[]): readonly string[] => {
  const known: readonly string[] = Object.values(ChannelId);
  if (channels.some((channel) => !known.includes(channel)))
    fields.refuse({ field: "contract.channels", en: `of ${known.join(", ")}`, zh: `须为 ${known.join("、")}` });
  return [...new Set(channels)];
};

/** One feature or more, each once, in the order of the contract. */
export const readFeatures = (fields: FieldReader, numbers: readonly FeatureNumber[]): readonly MerchantFeature[] => {
  const features = numbers.map((one) => keyOf(FEATURE_NUMBERS, one));
  if (features.length === 0 || features.includes(undefined))
    fields.refuse({ field: "features", en: "one MerchantFeature or more", zh: "须至少填写一项 MerchantFeature" });
  return sortFeatures(features.filter((feature) => feature !== undefined));
};

/** Each once, in the order of the contract. */
export const sortFeatures = (features: readonly MerchantFeature[]): readonly MerchantFeature[] =>
  [...new Set(features)].toSorted((a, b) => FEATURE_NUMBERS[a] - FEATURE_NUMBERS[b]);
