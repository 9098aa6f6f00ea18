import { ProgressBar } from "antd-mobile";
import type { MemberStanding } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { MemberLevel } from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import type { Json } from "../api/json.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { formatPoints, levelPercent } from "./points.ts";

const useBenefits = () => {
  const nameOf = useName();
  return ({ benefits, benefitsEn }: Json<MemberLevel>) => nameOf({ name: benefits, nameEn: benefitsEn });
};

/** The level, what it gives, and how far the next one is (C7). */
export const LevelCard = ({ standing }: { standing: Json<MemberStanding> }) => {
  const text = useText();
  const nameOf = useName();
  const benefitsOf = useBenefits();
  const { level, nextLevel, countedPoints, pointsToNext } = standing;
  const percent = levelPercent(countedPoints, level?.thresholdPoints, nextLevel?.thresholdPoints);
  return (
    <section className="card" data-testid="level-card">
      <h3 className="card-title">
        {text("cardsLevel")} · {level ? nameOf(level) : ""}
        <span className="faint">{text("cardsCounted", { points: formatPoints(countedPoints) })}</span>
      </h3>
      <p>{level ? benefitsOf(level) : ""}</p>
      <ProgressBar percent={percent} className="level-progress" />
      {nextLevel ? (
        <p data-testid="to-next">
          {text("cardsToNext", { points: formatPoints(pointsToNext), level: nameOf(nextLevel) })}
          <span className="faint level-next">{benefitsOf(nextLevel)}</span>
        </p>
      ) : (
        <p>{text("cardsHighest")}</p>
      )}
    </section>
  );
};
