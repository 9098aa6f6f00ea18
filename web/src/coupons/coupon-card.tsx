import type { ReactNode } from "react";
import type { Discount } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { Coupon } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useName, useText } from "../i18n/use-text.ts";
import { formatLastDay, formatShortTime, formatTime } from "../ui/times.ts";
import { shelfOf, termsOf, worthOf } from "./coupon-words.ts";

interface TicketProps {
  discount: Json<Discount>;
  names: { name?: string | undefined; nameEn?: string | undefined };
  /** Whose it is, and until when. */
  lines: readonly string[];
  isOver?: boolean;
  children?: ReactNode;
}

/** A coupon as a ticket: what it takes off, what it is, and what can be done with it. */
export const Ticket = ({ discount, names, lines, isOver = false, children }: TicketProps) => {
  const text = useText();
  const nameOf = useName();
  return (
    <div className={`ticket${isOver ? " ticket-over" : ""}`}>
      <span className="ticket-worth">{worthOf(text, discount)}</span>
      <span className="ticket-text">
        <strong>{nameOf(names)}</strong>
        <span className="faint">{termsOf(text, discount)}</span>
        {lines.filter(Boolean).map((line) => (
          <span key={line} className="faint">
            {line}
          </span>
        ))}
      </span>
      <span className="ticket-action">{children}</span>
    </div>
  );
};

/** Until when, since when, or why not any more. */
const useStanding = () => {
  const text = useText();
  const language = useLanguage();
  return ({ state, validUntil, redeemTime }: Json<Coupon>): string => {
    if (state === "COUPON_STATE_REDEEMED")
      return text("couponsUsedAt", { time: formatShortTime(redeemTime, language) });
    if (state === "COUPON_STATE_REVOKED") return text("couponsRevoked");
    const until = text("couponsUntil", { time: formatLastDay(validUntil, language) });
    return state === "COUPON_STATE_EXPIRED" ? `${text("couponsExpired")} · ${until}` : until;
  };
};

interface CouponCardProps {
  coupon: Json<Coupon>;
  /** The merchant's name; empty where it is not known. */
  merchant: string;
  /** When it is by the platform's clock. */
  nowMs: number;
  onShow(coupon: Json<Coupon>): void;
}

/** One of the user's coupons; a usable one shows its code at a tap. */
export const CouponCard = ({ coupon, merchant, nowMs, onShow }: CouponCardProps) => {
  const text = useText();
  const language = useLanguage();
  const standing = useStanding();
  const { discount = {}, name, nameEn, state, validFrom, storeIds = [] } = coupon;
  const isEarly = Date.parse(validFrom ?? "") > nowMs;
  const lines = [
    ...[merchant, storeIds.length > 0 ? text("couponsStores") : "", standing(coupon)],
    isEarly ? text("couponsFrom", { time: formatTime(validFrom, language) }) : "",
  ];
  const shelf = shelfOf(coupon);
  return (
    <div className="card coupon" data-testid="coupon" data-state={state} data-coupon={coupon.couponId}>
      <Ticket {...{ discount, names: { name, nameEn }, lines, isOver: shelf !== "usable" }}>
        {state === "COUPON_STATE_HELD" ? <span className="faint">{text("couponsHeld")}</span> : null}
        {state === "COUPON_STATE_ISSUED" ? (
          <button type="button" className="ticket-button" onClick={() => onShow(coupon)} data-testid="show-coupon">
            {text("couponsUse")}
          </button>
        ) : null}
      </Ticket>
    </div>
  );
};
