import type { Receipt } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Amount, Json } from "../api/json.ts";
import type { Text } from "../i18n/use-text.ts";
import { amountOf, formatAmount, isZero } from "../money/amount.ts";

/** Something that a receipt says: its label and its value. */
export type BenefitRow = readonly [label: string, value: string];

interface BenefitWords {
  text: Text;
  nameOf(names: { name: string | undefined; nameEn: string | undefined }): string;
}

const off = (amount: Amount): string => formatAmount({ ...amount, minorUnits: String(-BigInt(amount.minorUnits)) });

/** Why a receipt's total is less than its goods cost on the shelf, and what the purchase earns: member, coupon, and the points last (M7, O6). Empty where there was neither. */
export const benefitRows = ({ member, coupon }: Json<Receipt>, { text, nameOf }: BenefitWords): BenefitRow[] => {
  const rows: BenefitRow[] = [];
  if (member) {
    const level = nameOf({ name: member.levelName, nameEn: member.levelNameEn });
    rows.push([text("receiptMember"), `${level} ${member.maskedCardNumber ?? ""}`]);
    const discount = amountOf(member.discount);
    if (!isZero(discount)) rows.push([text("receiptMemberDiscount"), off(discount)]);
  }
  if (coupon) rows.push([nameOf({ name: coupon.name, nameEn: coupon.nameEn }), off(amountOf(coupon.discount))]);
  if (BigInt(member?.pointsToEarn ?? 0) > 0n) rows.push([text("receiptPoints"), String(member?.pointsToEarn)]);
  return rows;
};
