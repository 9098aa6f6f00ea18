import type { QuoteCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem, isUnknownResult } from "../api/problem.ts";
import { amountOf } from "../money/amount.ts";
import { basketTotalOf, type CouponWord, needsQuote, type TillCoupon } from "./benefits.ts";
import type { TillCore } from "./till-core.ts";

/** How long a changing basket is let change before the coupon is asked about again, and how long nobody is asked who did not answer. */
const QUOTE_PAUSE_MS = 300;
const AGAIN_MS = 3_000;

const wordOf = async ({ ports }: TillCore, request: Json<QuoteCouponRequest>): Promise<CouponWord> => {
  try {
    const { coupon, discount } = await ports.quoteCoupon(request);
    return { name: coupon?.name ?? "", nameEn: coupon?.nameEn ?? "", discount: amountOf(discount) };
  } catch (error) {
    if (isUnknownResult(error) || !(error instanceof ApiProblem)) throw error;
    const { reason, detail } = error.problem;
    return { refusal: { reason, detail } };
  }
};

/** The coupon with what it does for the basket as it is now. Rejects where nobody answers. */
const quote = async (core: TillCore, code: string): Promise<Required<TillCoupon>> => {
  const amount = basketTotalOf(core.state.get());
  const word = await wordOf(core, { storeId: core.ports.storeId, couponCode: code, amount });
  return { code, quotedFor: amount.minorUnits, word };
};

/** Keeps what is said of the coupon true while the basket changes. */
export const followCoupon = (core: TillCore): void => {
  const { ports, state, act } = core;
  let isAsking = false;
  const look = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      while (needsQuote(state.get())) {
        await ports.sleep(QUOTE_PAUSE_MS);
        const { coupon } = state.get();
        if (!coupon || !needsQuote(state.get())) continue;
        await quote(core, coupon.code).then(
          (quoted) => act({ type: "couponQuoted", coupon: quoted }),
          () => ports.sleep(AGAIN_MS),
        );
      }
    } finally {
      isAsking = false;
    }
  };
  state.subscribe(() => void look());
  void look();
};

/**
 * Takes a coupon's code: one that can be used, or could with more in the basket, is the basket's from then on; another changes nothing and is told why. Before
 * any item it is taken on trust, and asked about with the first.
 */
export const takeCoupon = async (core: TillCore, code: string): Promise<void> => {
  const { ports, state, act } = core;
  if (state.get().lines.length === 0) {
    act({ type: "couponAdded", coupon: { code } });
    return ports.notify({ tone: "good", text: "benefitCouponNoted" });
  }
  try {
    const coupon = await quote(core, code);
    const { word } = coupon;
    if (!("refusal" in word)) {
      act({ type: "couponAdded", coupon });
      return ports.notify({ tone: "good", names: word });
    }
    const { reason, detail } = word.refusal;
    if (reason === "BELOW_MINIMUM_SPEND") act({ type: "couponAdded", coupon });
    ports.notify({ tone: "bad", detail: detail || reason });
  } catch {
    ports.notify({ tone: "bad", text: "benefitUnanswered" });
  }
};
