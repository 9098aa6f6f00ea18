import { Button } from "antd-mobile";
import { useEffect, useState } from "react";
import type { DemoPersona } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { send } from "../api/send.ts";
import { useName, useText } from "../i18n/use-text.ts";
import type { Card } from "./entrances.tsx";
import { type Place, placesOf } from "./places.ts";

/** Signs in and opens a page: the one that is named, or the principal's own. */
type Enter = (login: string, password: string, path?: string) => Promise<void>;

type Answer = readonly Json<DemoPersona>[] | "asking" | "unreachable";

const usePersonas = () => {
  const [personas, setPersonas] = useState<Answer>("asking");
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another time is another question
  useEffect(() => {
    let isGone = false;
    setPersonas("asking");
    send(routes.listDemoPersonas, {}).then(
      (answer) => isGone || setPersonas(answer.personas ?? []),
      () => isGone || setPersonas("unreachable"),
    );
    return () => {
      isGone = true;
    };
  }, [times]);
  return { personas, again: () => setTimes((count) => count + 1) };
};

interface CardProps extends Card {
  isPending: boolean;
  disabled: boolean;
  onEnter: Enter;
}

const PersonaCard = ({ persona, entrance, isPending, disabled, onEnter }: CardProps) => {
  const text = useText();
  const nameOf = useName();
  const { path, colour, face, page, hint } = entrance;
  const name = nameOf({ name: persona.displayName, nameEn: persona.displayNameEn });
  return (
    <button
      type="button"
      className="persona"
      data-persona={persona.login}
      {...(path ? { "data-page": path } : { "data-login": persona.login })}
      disabled={disabled}
      onClick={() => void onEnter(persona.login ?? "", persona.password ?? "", path)}
    >
      <span className={`persona-face persona-${colour}`} aria-hidden="true">
        {face}
      </span>
      <span className="persona-text">
        <span className="persona-name">
          {name}
          <span className="persona-role">{text(page)}</span>
        </span>
        <span className="faint">{text(hint)}</span>
      </span>
      {isPending ? <span className="spinner" aria-hidden="true" /> : <span aria-hidden="true">›</span>}
    </button>
  );
};

interface PersonasProps {
  /** The login that is on its way in. */
  pending: string | undefined;
  onEnter: Enter;
}

/** Who can be met at a place. */
const PlaceCards = ({ place, cards, pending, onEnter }: Place & PersonasProps) => {
  const text = useText();
  return (
    <section className="card">
      <h3 className="start-place">{text(place)}</h3>
      {cards.map(({ persona, entrance }) => (
        <PersonaCard
          key={`${persona.login}${entrance.path ?? ""}`}
          persona={persona}
          entrance={entrance}
          isPending={pending === persona.login}
          disabled={pending !== undefined}
          onEnter={onEnter}
        />
      ))}
    </section>
  );
};

/** Who a visitor of the demonstration can be, one tap each. Nothing where demo data are off. */
export const Personas = ({ pending, onEnter }: PersonasProps) => {
  const text = useText();
  const { personas, again } = usePersonas();
  if (personas === "asking") return <div className="card personas-waiting" aria-hidden="true" />;
  if (personas === "unreachable") {
    return (
      <div className="card start-unreachable" role="alert">
        <span>{text("startUnreachable")}</span>
        <Button color="primary" fill="outline" onClick={again}>
          {text("retry")}
        </Button>
      </div>
    );
  }
  if (personas.length === 0) return null;
  return (
    <>
      <h2 className="start-heading">
        {text("startYouCanBe")}
        <span className="faint">{text("startDemoNote")}</span>
      </h2>
      <div className="start-places">
        {placesOf(personas).map((one) => (
          <PlaceCards key={one.place} {...one} pending={pending} onEnter={onEnter} />
        ))}
      </div>
      <p className="start-two-tabs">{text("startTwoTabs")}</p>
    </>
  );
};
