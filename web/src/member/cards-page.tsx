import { Button } from "antd-mobile";
import { useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { useLive } from "../live/use-live.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { Loading } from "../ui/loading.tsx";
import { navigate } from "../ui/router.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { BindSheet } from "./bind-sheet.tsx";
import { CardFace } from "./card-face.tsx";
import { GetCard } from "./get-card.tsx";
import { LevelCard } from "./level-card.tsx";
import { MemberCodeCard } from "./member-code.tsx";
import { membership } from "./member-routes.ts";
import { PointsCard } from "./points-card.tsx";
import "../start/start.css";
import "../wallet/wallet.css";
import "../windows/windows.css";
import "./member.css";

const NEWS = ["membership.card.issued", "membership.points.changed", "membership.level.changed"] as const;

interface CardViewProps {
  card: Json<MemberCard>;
  onChanged(): void;
}

/** One card with all that is on it. */
const CardView = ({ card, onChanged }: CardViewProps) => {
  const text = useText();
  const [isBinding, setBinding] = useState(false);
  const [isBound, setBound] = useState(false);
  const { cardId = "", merchantId = "", standing, points = {} } = card;
  const stamp = JSON.stringify(points);
  const onBound = () => {
    setBinding(false);
    setBound(true);
    onChanged();
  };
  return (
    <>
      <CardFace card={card} />
      <MemberCodeCard cardId={cardId} stamp={stamp} />
      {standing ? <LevelCard standing={standing} /> : null}
      <PointsCard {...{ cardId, points, stamp }} />
      <div className="member-actions">
        <Button block size="large" onClick={() => setBinding(true)} data-testid="bind-card">
          {text("cardsBind")}
        </Button>
        <Button block size="large" onClick={() => navigate("/coupons")}>
          {text("cardsCouponsLink")}
        </Button>
      </div>
      {isBound ? (
        <p className="member-done" role="status" data-testid="bind-done">
          {text("cardsBindDone")}
        </p>
      ) : null}
      <BindSheet isOpen={isBinding} merchantId={merchantId} onBound={onBound} onClose={() => setBinding(false)} />
    </>
  );
};

interface ChoiceProps {
  cards: readonly Json<MemberCard>[];
  chosenId: string | undefined;
  onChoose(cardId: string): void;
}

/** Which of several cards is shown. */
const CardChoice = ({ cards, chosenId, onChoose }: ChoiceProps) => {
  const nameOf = useName();
  if (cards.length < 2) return null;
  return (
    <div className="bill-kinds" role="tablist">
      {cards.map(({ cardId = "", programmeName, programmeNameEn }) => (
        <button
          key={cardId}
          {...{ type: "button", role: "tab", "aria-selected": cardId === chosenId }}
          onClick={() => onChoose(cardId)}
        >
          {nameOf({ name: programmeName, nameEn: programmeNameEn })}
        </button>
      ))}
    </div>
  );
};

const Cards = () => {
  const text = useText();
  const {
    value: cards,
    isLost,
    again,
  } = useLive(NEWS, async () => (await call(membership.listMemberCards, {})).cards ?? []);
  const [chosenId, setChosen] = useState<string>();
  const chosen = cards?.find(({ cardId }) => cardId === chosenId) ?? cards?.[0];
  const changed = () => void again();
  const onIssued = (cardId: string) => {
    setChosen(cardId);
    changed();
  };
  return (
    <main className="windows member">
      <TopBar title={text("cardsTitle")}>
        <button type="button" className="bar-button" onClick={() => navigate("/wallet")}>
          {text("back")}
        </button>
      </TopBar>
      <ConnectionLine />
      {isLost ? <p className="faint">{text("cardsUnreachable")}</p> : null}
      {cards ? (
        <>
          <CardChoice cards={cards} chosenId={chosen?.cardId} onChoose={setChosen} />
          {chosen ? <CardView key={chosen.cardId} card={chosen} onChanged={changed} /> : <p>{text("cardsNone")}</p>}
          <GetCard known={cards.map(({ merchantId = "" }) => merchantId)} onIssued={onIssued} />
        </>
      ) : isLost ? null : (
        <Loading />
      )}
    </main>
  );
};

/** A shopper's member cards: the code for the till, the level, the points, and how to get one (C1, C6, C7, C15, M7). */
const CardsPage = ({ principal }: { principal: Json<Principal> }) =>
  principal.kind === "PRINCIPAL_KIND_USER" ? (
    <Cards />
  ) : (
    <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />
  );

export default CardsPage;
