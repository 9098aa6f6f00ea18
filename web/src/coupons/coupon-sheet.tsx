import { Button, Popup } from "antd-mobile";
import type { Coupon } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Json } from "../api/json.ts";
import { BarcodePicture, QrPicture } from "../barcode/barcode-picture.tsx";
import { useName, useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { groupCode, termsOf, worthOf } from "./coupon-words.ts";

const Code = ({ coupon }: { coupon: Json<Coupon> }) => {
  const text = useText();
  const nameOf = useName();
  const { code = "", discount = {} } = coupon;
  return (
    <div className="coupon-code">
      <p className="sheet-amount">{worthOf(text, discount)}</p>
      <p className="sheet-subject">
        {nameOf(coupon)} · {termsOf(text, discount)}
      </p>
      <BarcodePicture text={code} className="member-bars" />
      <p className="coupon-digits" data-testid="coupon-code" data-code={code}>
        {groupCode(code)}
      </p>
      <QrPicture text={code} className="member-qr" />
      <p className="faint">{text("couponsShow")}</p>
    </div>
  );
};

interface CouponSheetProps {
  /** The one that is shown; undefined: none. */
  coupon: Json<Coupon> | undefined;
  onClose(): void;
}

/** A coupon's code as a till reads it: bars, QR, and characters for the keyboard. */
export const CouponSheet = ({ coupon, onClose }: CouponSheetProps) => {
  const text = useText();
  useDismissal(coupon !== undefined, onClose);
  return (
    <Popup visible={coupon !== undefined} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="coupon-sheet">
        <h2 className="sheet-title">{text("couponsTitle")}</h2>
        {coupon ? <Code coupon={coupon} /> : null}
        <Button block size="large" fill="none" onClick={onClose}>
          {text("close")}
        </Button>
      </section>
    </Popup>
  );
};
