import { Button } from "antd-mobile";
import { useRef, useState } from "react";
import type { ClaimableCampaign } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { Json } from "../api/json.ts";
import { mintKey } from "../api/mint.ts";
import { isUnknownResult } from "../api/problem.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { marketing } from "../member/member-routes.ts";
import { formatLastDay } from "../ui/times.ts";
import { refusalText } from "../wallet/refusal-text.ts";
import { Ticket } from "./coupon-card.tsx";

/** Claims of one campaign. The key stays the same until the platform has said yes or no, so a second press after a lost answer asks for no second coupon. */
const useClaim = (campaignId: string, onEnd: () => void) => {
  const text = useText();
  const key = useRef<string>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [told, setTold] = useState<{ tone: "good" | "bad"; words: string }>();
  const claim = async (): Promise<void> => {
    setBusy(true);
    setTold(undefined);
    key.current ??= mintKey();
    try {
      await call(marketing.claimCoupon, { campaignId }, { idempotencyKey: key.current });
      key.current = undefined;
      setTold({ tone: "good", words: text("couponsClaimDone") });
    } catch (error) {
      if (!isUnknownResult(error)) key.current = undefined;
      setTold({ tone: "bad", words: refusalText(error) || text("couponsUnreachable") });
    } finally {
      setBusy(false);
      onEnd();
    }
  };
  return { isBusy, told, claim };
};

interface ClaimCardProps {
  claimable: Json<ClaimableCampaign>;
  merchant: string;
  /** A claim was answered: the lists are others now. */
  onEnd(): void;
}

/** A campaign whose coupons users claim, the first ones win (M12). */
export const ClaimCard = ({
  claimable: { campaign = {}, claimed = 0, exhausted },
  merchant,
  onEnd,
}: ClaimCardProps) => {
  const text = useText();
  const language = useLanguage();
  const { campaignId = "", discount = {}, name, nameEn, validity, limits } = campaign;
  const { isBusy, told, claim } = useClaim(campaignId, onEnd);
  const isFull = claimed >= (limits?.perUser || 1);
  const until = validity?.validUntil
    ? text("couponsUntil", { time: formatLastDay(validity.validUntil, language) })
    : text("couponsDays", { days: validity?.validDays ?? 0 });
  const done = isFull ? "couponsClaimed" : "couponsExhausted";
  return (
    <div className="card coupon" data-testid="claimable" data-campaign={campaignId}>
      <Ticket {...{ discount, names: { name, nameEn }, lines: [merchant, until] }}>
        {isFull || exhausted ? (
          <span className="faint" data-testid="claim-over">
            {text(done)}
          </span>
        ) : (
          <Button color="danger" loading={isBusy} onClick={() => void claim()} data-testid="claim">
            {text("couponsClaim")}
          </Button>
        )}
      </Ticket>
      {told ? (
        <p className={`claim-told claim-${told.tone}`} role="alert" data-testid="claim-told">
          {told.words}
        </p>
      ) : null}
    </div>
  );
};
