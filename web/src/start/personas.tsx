import { Button } from "antd-mobile";
import { ReceivePaymentOutline, UserOutline } from "antd-mobile-icons";
import { type ReactNode, useEffect, useState } from "react";
import type { DemoPersona } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { send } from "../api/send.ts";
import { useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";

interface Role {
  /** The page that it opens. */
  page: TextKey;
  hint: TextKey;
  face: ReactNode;
}

/** The roles that have a page. Personas of roles to come are left out. */
const ROLES: Readonly<Record<string, Role>> = {
  shopper: { page: "startShopper", hint: "startShopperHint", face: <UserOutline /> },
  cashier: { page: "startCashier", hint: "startCashierHint", face: <ReceivePaymentOutline /> },
};

/** The demonstration's store manager opens the till too, as somebody who may do more. */
const MANAGER_LOGIN = "manager1";

const hintOf = (persona: Json<DemoPersona>, role: Role): TextKey =>
  persona.login === MANAGER_LOGIN ? "startManagerHint" : role.hint;

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

interface CardProps {
  persona: Json<DemoPersona>;
  isPending: boolean;
  disabled: boolean;
  onEnter(login: string, password: string): Promise<void>;
}

const PersonaCard = ({ persona, isPending, disabled, onEnter }: CardProps) => {
  const text = useText();
  const nameOf = useName();
  const role = ROLES[persona.role ?? ""];
  if (!role) return null;
  const name = nameOf({ name: persona.displayName, nameEn: persona.displayNameEn });
  return (
    <button
      type="button"
      className="persona"
      data-login={persona.login}
      disabled={disabled}
      onClick={() => void onEnter(persona.login ?? "", persona.password ?? "")}
    >
      <span className={`persona-face persona-${persona.role}`} aria-hidden="true">
        {role.face}
      </span>
      <span className="persona-text">
        <span className="persona-name">
          {name}
          <span className="persona-role">{text(role.page)}</span>
        </span>
        <span className="faint">{text(hintOf(persona, role))}</span>
      </span>
      {isPending ? <span className="spinner" aria-hidden="true" /> : <span aria-hidden="true">›</span>}
    </button>
  );
};

interface PersonasProps {
  /** The login that is on its way in. */
  pending: string | undefined;
  onEnter(login: string, password: string): Promise<void>;
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
      {personas.map((persona) => (
        <PersonaCard
          key={persona.login}
          persona={persona}
          isPending={pending === persona.login}
          disabled={pending !== undefined}
          onEnter={onEnter}
        />
      ))}
      <p className="start-two-tabs">{text("startTwoTabs")}</p>
    </section>
  );
};
