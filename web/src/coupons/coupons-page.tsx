import { useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Coupon } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Json } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { Loading } from "../ui/loading.tsx";
import { navigate } from "../ui/router.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { useWords } from "../windows/message-card.tsx";
import { ClaimCard } from "./claim-card.tsx";
import { CouponCard } from "./coupon-card.tsx";
import { CouponSheet } from "./coupon-sheet.tsx";
import { type CouponShelf, shelfOf } from "./coupon-words.ts";
import { type Coupons, useCoupons } from "./use-coupons.ts";
import "../wallet/wallet.css";
import "../windows/windows.css";
import "../member/member.css";
import "./coupons.css";

const SHELVES: readonly (readonly [CouponShelf, TextKey])[] = [
  ["usable", "couponsUsable"],
  ["used", "couponsUsed"],
  ["over", "couponsOver"],
];

/** Gives the name of a merchant; empty where it has no window. */
const useMerchantName = (merchants: Coupons["merchants"]) => {
  const words = useWords();
  return (merchantId: string | undefined): string =>
    words(merchants.find((merchant) => merchant.merchantId === merchantId)?.name);
};

const Claimables = ({ coupons, onEnd }: { coupons: Coupons; onEnd(): void }) => {
  const text = useText();
  const merchantName = useMerchantName(coupons.merchants);
  return (
    <>
      <h2>{text("couponsClaimable")}</h2>
      {coupons.claimable.length === 0 ? <p className="faint">{text("couponsClaimNone")}</p> : null}
      {coupons.claimable.map((claimable) => (
        <ClaimCard
          key={claimable.campaign?.campaignId}
          {...{ claimable, onEnd, merchant: merchantName(claimable.campaign?.merchantId) }}
        />
      ))}
    </>
  );
};

const MyCoupons = ({ coupons }: { coupons: Coupons }) => {
  const text = useText();
  const merchantName = useMerchantName(coupons.merchants);
  const [shelf, setShelf] = useState<CouponShelf>("usable");
  const [shown, setShown] = useState<Json<Coupon>>();
  const listed = coupons.mine.filter((coupon) => shelfOf(coupon) === shelf);
  // A coupon that was used meanwhile shows its code no longer.
  const isStillGood = coupons.mine.some(
    ({ couponId, state }) => couponId === shown?.couponId && state === "COUPON_STATE_ISSUED",
  );
  return (
    <>
      <h2>{text("couponsMine")}</h2>
      <div className="bill-kinds" role="tablist">
        {SHELVES.map(([key, label]) => (
          <button
            key={key}
            {...{ type: "button", role: "tab", "aria-selected": key === shelf, "data-shelf": key }}
            onClick={() => setShelf(key)}
          >
            {text(label)}
          </button>
        ))}
      </div>
      {listed.length === 0 ? <p className="faint">{text("couponsNone")}</p> : null}
      {listed.map((coupon) => (
        <CouponCard
          key={coupon.couponId}
          {...{ coupon, merchant: merchantName(coupon.merchantId), nowMs: coupons.nowMs, onShow: setShown }}
        />
      ))}
      <CouponSheet coupon={isStillGood ? shown : undefined} onClose={() => setShown(undefined)} />
    </>
  );
};

const CouponsView = () => {
  const text = useText();
  const { value: coupons, isLost, again } = useCoupons();
  return (
    <main className="windows member">
      <TopBar title={text("couponsTitle")}>
        <button type="button" className="bar-button" onClick={() => navigate("/wallet")}>
          {text("back")}
        </button>
      </TopBar>
      <ConnectionLine />
      {isLost ? <p className="faint">{text("couponsUnreachable")}</p> : null}
      {coupons ? (
        <>
          <Claimables coupons={coupons} onEnd={() => void again()} />
          <MyCoupons coupons={coupons} />
        </>
      ) : isLost ? null : (
        <Loading />
      )}
    </main>
  );
};

/** A shopper's coupons: what can be claimed, and what is theirs (M9, M12). */
const CouponsPage = ({ principal }: { principal: Json<Principal> }) =>
  principal.kind === "PRINCIPAL_KIND_USER" ? (
    <CouponsView />
  ) : (
    <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />
  );

export default CouponsPage;
