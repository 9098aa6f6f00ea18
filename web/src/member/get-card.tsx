import { Button } from "antd-mobile";
import { useEffect, useState } from "react";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { refusalText } from "../wallet/refusal-text.ts";
import { useWords } from "../windows/message-card.tsx";
import { membership } from "./member-routes.ts";
import { type CardOffer, readOffers } from "./merchants.ts";

interface OfferRowProps {
  offer: CardOffer;
  onIssued(cardId: string): void;
}

/** A merchant whose card the user has not: its name, what the lowest level gives, and the card for a tap. */
const OfferRow = ({ offer: { merchantId, name, programme }, onIssued }: OfferRowProps) => {
  const text = useText();
  const nameOf = useName();
  const words = useWords();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const first = programme.levels?.[0];
  const issue = async (): Promise<void> => {
    setBusy(true);
    setTrouble("");
    try {
      onIssued((await call(membership.issueCard, { merchantId })).cardId ?? "");
    } catch (error) {
      setTrouble(refusalText(error) || text("couponsUnreachable"));
      setBusy(false);
    }
  };
  return (
    <div className="offer" data-testid="card-offer" data-merchant={merchantId}>
      <span className="offer-text">
        <strong>{nameOf(programme)}</strong>
        <span className="faint">{words(name)}</span>
        <span className="faint">{nameOf({ name: first?.benefits, nameEn: first?.benefitsEn })}</span>
        {trouble ? (
          <span className="trouble" role="alert">
            {trouble}
          </span>
        ) : null}
      </span>
      <Button color="primary" loading={isBusy} onClick={() => void issue()} data-testid="get-card">
        {text("cardsGetIt")}
      </Button>
    </div>
  );
};

interface GetCardProps {
  /** The merchants whose card the user has. */
  known: readonly string[];
  onIssued(cardId: string): void;
}

/** The cards that can still be had (C1). */
export const GetCard = ({ known, onIssued }: GetCardProps) => {
  const text = useText();
  const [offers, setOffers] = useState<CardOffer[]>();
  useEffect(() => {
    let isGone = false;
    readOffers().then(
      (next) => isGone || setOffers(next),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, []);
  const open = offers?.filter(({ merchantId }) => !known.includes(merchantId));
  return (
    <section className="card">
      <h3 className="card-title">{text("cardsGet")}</h3>
      {open?.length === 0 ? <p className="faint">{text("cardsGetNone")}</p> : null}
      {open?.map((offer) => (
        <OfferRow key={offer.merchantId} offer={offer} onIssued={onIssued} />
      ))}
    </section>
  );
};
