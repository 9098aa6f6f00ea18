import { useState, useSyncExternalStore } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem } from "../api/problem.ts";
import { isExpired, session, signIn } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { LanguageSwitch } from "../ui/top-bar.tsx";
import { DemoDay } from "./demo-day.tsx";
import { Personas } from "./personas.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import "./start.css";

/** Of whom the till is not the page. */
const PAGES_OF_ROLES: readonly (readonly [role: string, page: string])[] = [
  ["doctor", "/clinic"],
  ["nurse", "/nurse"],
  ["screen", "/clinic-screen"],
  ["waiter", "/waiter"],
  ["cook", "/kitchen"],
  ["kiosk", "/kiosk"],
];

/** Whose page is whose: a wallet user pays, staff take payments or do what their role says. */
const pageOf = (principal: Json<Principal> | undefined): string => {
  if (principal?.kind !== "PRINCIPAL_KIND_STAFF") return "/wallet";
  return PAGES_OF_ROLES.find(([role]) => principal.roles?.includes(role))?.[1] ?? "/till";
};

/** Signs in and goes to the page; tells which login is on its way and why the last one was refused. */
const useSignIn = () => {
  const text = useText();
  const [pending, setPending] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const enter = async (login: string, password: string, page?: string): Promise<void> => {
    setPending(login);
    setRefusal(undefined);
    try {
      const { principal } = await signIn(login, password);
      navigate(page ?? pageOf(principal));
    } catch (error) {
      const problem = error instanceof ApiProblem ? error.problem : undefined;
      setRefusal(problem ? problem.detail || problem.reason : text("startUnreachable"));
    } finally {
      setPending(undefined);
    }
  };
  return { pending, refusal, enter };
};

/** Why one is here again. */
const Expired = () => {
  const text = useText();
  return useSyncExternalStore(isExpired.subscribe, isExpired.get) ? (
    <p className="start-expired" role="alert" data-testid="expired">
      {text("startExpired")}
    </p>
  ) : null;
};

const Continue = () => {
  const text = useText();
  const nameOf = useName();
  const current = useSyncExternalStore(session.subscribe, session.get);
  if (!current?.principal) return null;
  return (
    <button type="button" className="continue" onClick={() => navigate(pageOf(current.principal))}>
      {text("startContinue", { name: nameOf(namesOf(current.principal)) })}
      <span aria-hidden="true">›</span>
    </button>
  );
};

/** The first page: what paywindow is, and who a visitor can be. */
export const StartPage = () => {
  const text = useText();
  const { pending, refusal, enter } = useSignIn();
  return (
    <main className="start">
      <header className="start-head">
        <div className="start-bar">
          <LanguageSwitch />
        </div>
        <img src="/favicon.svg" alt="" className="start-logo" />
        <h1>{text("appName")}</h1>
        <p>{text("tagline")}</p>
      </header>
      <div className="start-body">
        <Expired />
        <Continue />
        <DemoDay />
        <Personas pending={pending} onEnter={enter} />
        <SignInForm pending={pending} refusal={refusal} onEnter={enter} />
        <button type="button" className="start-docs" onClick={() => navigate("/register")} data-page="/register">
          {text("startRegister")}
        </button>
        <button type="button" className="start-docs" onClick={() => navigate("/phone")} data-page="/phone">
          {text("startPhone")}
        </button>
        <button type="button" className="start-docs" onClick={() => navigate("/choose")} data-page="/choose">
          {text("startChoose")}
        </button>
        <a className="start-docs" href="/docs">
          {text("startApiDocs")}
        </a>
      </div>
    </main>
  );
};
