import { Button } from "antd-mobile";
import { AppOutline, HeartOutline, ReceivePaymentOutline, ScanCodeOutline, UserOutline } from "antd-mobile-icons";
import { type ReactNode, useEffect, useState } from "react";
import type { DemoPersona } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { send } from "../api/send.ts";
import { useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";

/** A page that somebody can open. */
interface Entrance {
  page: TextKey;
  hint: TextKey;
  face: ReactNode;
  colour: "shopper" | "cashier" | "desk";
  /** Where it is, besides the role's own page. */
  path?: string;
}

/** The roles that have a page. Personas of roles to come are left out. */
const ROLES: Readonly<Record<string, Entrance>> = {
  shopper: { page: "startShopper", hint: "startShopperHint", face: <UserOutline />, colour: "shopper" },
  cashier: { page: "startCashier", hint: "startCashierHint", face: <ReceivePaymentOutline />, colour: "cashier" },
  kiosk: {
    ...{ page: "startKiosk", hint: "startKioskHint", face: <ScanCodeOutline /> },
    ...{ colour: "desk", path: "/kiosk" },
  },
  clinic: {
    ...{ page: "startDoctor", hint: "startDoctorHint", face: <HeartOutline /> },
    ...{ colour: "desk", path: "/clinic" },
  },
  waiter: {
    ...{ page: "startWaiter", hint: "startWaiterHint", face: <ReceivePaymentOutline /> },
    ...{ colour: "cashier", path: "/waiter" },
  },
  kitchen: {
    ...{ page: "startKitchen", hint: "startKitchenHint", face: <ScanCodeOutline /> },
    ...{ colour: "desk", path: "/kitchen" },
  },
  "clinic-screen": {
    ...{ page: "startHall", hint: "startHallHint", face: <HeartOutline /> },
    ...{ colour: "desk", path: "/clinic-screen" },
  },
};

/** A shopper eats out, too. */
const DINER: Entrance = {
  ...{ page: "startDiner", hint: "startDinerHint", face: <UserOutline /> },
  ...{ colour: "shopper", path: "/restaurant" },
};

/** A shopper sees a doctor, too. */
const PATIENT: Entrance = {
  ...{ page: "startHospital", hint: "startHospitalHint", face: <HeartOutline /> },
  ...{ colour: "shopper", path: "/hospital" },
};

/** Who of the shoppers is shown as a patient. */
const PATIENT_LOGIN = "shopper1";

/** A small shop has no items to scan: its cashier types amounts. */
const DESK: Entrance = {
  ...{ page: "startDesk", hint: "startDeskHint", face: <ScanCodeOutline /> },
  ...{ colour: "desk", path: "/collect" },
};

/** The same on the move. */
const HANDHELD: Entrance = {
  ...{ page: "startHandheld", hint: "startHandheldHint", face: <ScanCodeOutline /> },
  ...{ colour: "desk", path: "/handheld" },
};

/** The demonstration's store manager opens the till too, as somebody who may do more. */
const MANAGER_LOGIN = "manager1";

/** Whom a card lets in, and where. */
interface Card {
  persona: Json<DemoPersona>;
  entrance: Entrance;
}

const cardsOf = (persona: Json<DemoPersona>): Card[] => {
  const role = ROLES[persona.role ?? ""];
  if (!role) return [];
  if (persona.login === MANAGER_LOGIN) return [{ persona, entrance: { ...role, hint: "startManagerHint" } }];
  const own = { persona, entrance: role };
  const diner = { persona, entrance: DINER };
  if (persona.login === PATIENT_LOGIN) return [own, { persona, entrance: PATIENT }, diner];
  if (persona.role === "shopper") return [own, diner];
  if (persona.role !== "cashier") return [own];
  return [own, { persona, entrance: DESK }, { persona, entrance: HANDHELD }];
};

/** A merchant's manager runs its service window, whatever else they do. */
const WINDOW_DESK: Entrance = {
  ...{ page: "startWindowDesk", hint: "startWindowDeskHint", face: <AppOutline /> },
  ...{ colour: "desk", path: "/window-desk" },
};

const MANAGER_LOGINS = [MANAGER_LOGIN, "hospital1", "restaurant1"];

/** Every page that is offered to a persona. */
const allCardsOf = (persona: Json<DemoPersona>): Card[] => {
  const isManager = MANAGER_LOGINS.includes(persona.login ?? "");
  return [...cardsOf(persona), ...(isManager ? [{ persona, entrance: WINDOW_DESK }] : [])];
};

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
    <section className="card">
      <h2 className="card-title">
        {text("startYouCanBe")}
        <span className="faint">{text("startDemoNote")}</span>
      </h2>
      {personas.flatMap(allCardsOf).map(({ persona, entrance }) => (
        <PersonaCard
          key={`${persona.login}${entrance.path ?? ""}`}
          persona={persona}
          entrance={entrance}
          isPending={pending === persona.login}
          disabled={pending !== undefined}
          onEnter={onEnter}
        />
      ))}
      <p className="start-two-tabs">{text("startTwoTabs")}</p>
    </section>
  );
};
