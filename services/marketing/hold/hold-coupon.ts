import type { ClientSession } from "mongoose";
import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgain } from "../../../kernel/store/run-again.ts";
import type { HoldCouponRequest, CouponHold as HoldMessage } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { findCampaign } from "../campaign/load-campaign.ts";
import { type CouponRef, findCoupon, readCouponCode } from "../coupon/find-coupon.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { beginHold, type HoldCommand } from "./begin-hold.ts";
import { type Hold, holdIdOf } from "./hold.ts";
import { holdMessage } from "./hold-message.ts";

const MERCHANT_ID_SHAPE = { en: "1 to 64 of A-Z a-z 0-9 _ -", zh: "1 至 64 位字母、数字、下划线或连字符" };
const MAX_LINES = 500;

/** The sale that a request states. */
export const readSale = (
  fields: FieldReader,
  request: Pick<HoldCouponRequest, "merchantId" | "storeId" | "merchantTradeId" | "amount">,
): HoldCommand["sale"] => {
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const storeId = fields.id("store_id", request.storeId, "str");
  const shape = /^[A-Za-z0-9_-]{1,64}$/;
  const merchantTradeId = fields.matching("merchant_trade_id", request.merchantTradeId, shape, MERCHANT_ID_SHAPE);
  const { minorUnits: amount, currencyCode } = fields.amount("amount", request.amount);
  return { merchantId, storeId, merchantTradeId, amount, currencyCode };
};

const readRef = (fields: FieldReader, { couponCode, couponId }: HoldCouponRequest): CouponRef => {
  if ((couponCode === "") === (couponId === ""))
    fields.refuse({
      field: "coupon_code",
      en: "one of coupon_code and coupon_id",
      zh: "coupon_code 与 coupon_id 须填且只填一个",
    });
  return couponId ? { couponId: fields.id("coupon_id", couponId, "cpn") } : readCouponCode(fields, couponCode || "-");
};

/** Lines of nothing are let pass: what is given away is on a bill, too. */
const readLines = (fields: FieldReader, lines: readonly Money[], amount: bigint, currencyCode: string): bigint[] => {
  const amounts = lines.map(({ minorUnits }) => minorUnits);
  const sum = amounts.reduce((total, line) => total + line, 0n);
  const isSound = amounts.every((line) => line >= 0n) && lines.every((line) => line.currencyCode === currencyCode);
  if (lines.length > MAX_LINES || (lines.length > 0 && !(isSound && sum === amount)))
    fields.refuse({
      field: "line_amounts",
      en: `up to ${MAX_LINES} amounts, none negative, which sum to the amount`,
      zh: `最多 ${MAX_LINES} 行，均不为负，合计须等于 amount`,
    });
  return amounts;
};

const parse = (request: HoldCouponRequest) => {
  const fields = readFields();
  const sale = readSale(fields, request);
  const ref = readRef(fields, request);
  const userId = request.userId && fields.id("user_id", request.userId, "usr");
  const lines = readLines(fields, request.lineAmounts, sale.amount, sale.currencyCode);
  fields.check();
  return { sale: { ...sale, ...(userId && { userId }) }, ref, lines };
};

/** HoldCoupon: before a vertical creates its trade. Asked again for the same sale it gives the same hold, as it is by then. */
export const holdCoupon =
  (parts: MarketingParts): Handler<HoldCouponRequest, HoldMessage> =>
  async (request, { caller, now }) => {
    assertService(caller);
    const { lines, ...command } = parse(request);
    const work = async (session: ClientSession): Promise<HoldMessage> => {
      const known = await findSale(parts, command, session);
      const { hold, campaign } = known ?? (await beginHold(parts, command, session, now));
      return holdMessage(hold, campaign, lines);
    };
    return runAgain(() => parts.store.transaction(work));
  };

/** The hold that the sale has already. @throws SALE_HAS_COUPON where it is of something else, COUPON_RELEASED where the sale was given up. */
const findSale = async (parts: MarketingParts, { sale, ref }: HoldCommand, session: ClientSession) => {
  const hold = await findRow(parts.holds, { _id: holdIdOf(sale.merchantId, sale.merchantTradeId) }, session);
  if (!hold) return undefined;
  const { coupon } = await findCoupon(parts, ref, session);
  if (hold.payment || !isSame(hold, sale) || coupon._id !== hold.couponId)
    throw marketingReasons.error("SALE_HAS_COUPON");
  if (hold.state === "RELEASED") throw marketingReasons.error("COUPON_RELEASED");
  return { hold, campaign: await findCampaign(parts, hold.campaignId, session) };
};

const isSame = (hold: Hold, { storeId, amount, currencyCode, userId = "" }: HoldCommand["sale"]): boolean =>
  hold.storeId === storeId &&
  hold.amount === amount &&
  hold.currencyCode === currencyCode &&
  (!userId || !hold.ownerUserId || hold.ownerUserId === userId);
