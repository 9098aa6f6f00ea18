import type { MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { Json } from "../api/json.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { groupDigits } from "../payment-code/payment-code.ts";

/** A card as it would lie on the table: whose it is, its level, its number. */
export const CardFace = ({ card }: { card: Json<MemberCard> }) => {
  const text = useText();
  const nameOf = useName();
  const { cardNumber = "", programmeName, programmeNameEn, standing, boundPhysicalCards = [] } = card;
  const level = standing?.level;
  const tone = Math.min(level?.levelNumber ?? 1, 3);
  return (
    <section className={`member-face member-face-${tone}`} data-testid="member-card" data-card={card.cardId}>
      <header>
        <h2>{nameOf({ name: programmeName, nameEn: programmeNameEn })}</h2>
        <span className="member-level" data-testid="member-level">
          {level ? nameOf(level) : ""}
        </span>
      </header>
      <p className="member-number" data-testid="member-number">
        {text("cardsNumber", { number: groupDigits(cardNumber) })}
      </p>
      {boundPhysicalCards.length > 0 ? <p>{text("cardsBound", { numbers: boundPhysicalCards.join(" ") })}</p> : null}
    </section>
  );
};
