import { CloseOutline, CouponOutline, UserContactOutline } from "antd-mobile-icons";
import type { ReactNode } from "react";
import type { Amount } from "../api/json.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { formatAmount, isZero } from "../money/amount.ts";
import { couponDiscountOf, memberSavingOf } from "./benefits.ts";
import type { Till } from "./open-till.ts";
import type { TillState } from "./till-state.ts";

interface RowProps {
  testId: string;
  icon: ReactNode;
  title: string;
  /** What it does not do, and why. */
  note?: string;
  /** What it takes off. */
  saving?: Amount | undefined;
  removeLabel: string;
  onRemove(): void;
}

const Row = ({ testId, icon, title, note, saving, removeLabel, onRemove }: RowProps) => (
  <li className={`benefit${note ? " benefit-unused" : ""}`} data-testid={testId}>
    {icon}
    <span className="benefit-text">
      <span>{title}</span>
      {note ? <span className="benefit-note">{note}</span> : null}
    </span>
    {saving && !isZero(saving) ? <span className="benefit-saving">-{formatAmount(saving)}</span> : null}
    <button type="button" aria-label={removeLabel} onClick={onRemove}>
      <CloseOutline />
    </button>
  </li>
);

const MemberRow = ({ till, state }: { till: Till; state: TillState }) => {
  const text = useText();
  const nameOf = useName();
  const { member, memberCode } = state;
  if (!member && memberCode === undefined) return null;
  const title = member
    ? `${nameOf({ name: member.levelName, nameEn: member.levelNameEn })} ${member.maskedCardNumber}`
    : text("benefitMemberReading");
  return (
    <Row
      {...{ testId: "benefit-member", icon: <UserContactOutline />, title, saving: memberSavingOf(state) }}
      {...{ removeLabel: text("benefitRemoveMember"), onRemove: till.removeMember }}
    />
  );
};

const CouponRow = ({ till, state }: { till: Till; state: TillState }) => {
  const text = useText();
  const nameOf = useName();
  const { coupon, lines } = state;
  if (!coupon) return null;
  const { word, code } = coupon;
  const waits = lines.length > 0 ? text("benefitCouponReading") : text("benefitCouponWaits", { code });
  const isRefused = word !== undefined && "refusal" in word;
  const title = word === undefined ? waits : isRefused ? code : nameOf(word);
  const note = isRefused
    ? { note: text("benefitCouponUnused", { why: word.refusal.detail || word.refusal.reason }) }
    : {};
  return (
    <Row
      {...{ testId: "benefit-coupon", icon: <CouponOutline />, title, ...note, saving: couponDiscountOf(state) }}
      {...{ removeLabel: text("benefitRemoveCoupon"), onRemove: () => till.act({ type: "couponRemoved" }) }}
    />
  );
};

/** Whose card was read and which coupon is to be used, what each takes off, and the way to go on without. */
export const BenefitList = ({ till, state }: { till: Till; state: TillState }) =>
  state.memberCode === undefined && !state.member && !state.coupon ? null : (
    <ul className="card benefits">
      <MemberRow till={till} state={state} />
      <CouponRow till={till} state={state} />
    </ul>
  );
