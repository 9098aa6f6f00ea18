/** Who the page calls as: a demo persona by one choice, or anyone by login and password. The token stays in this page's memory. */
import { languageTag, make, say, words } from "/docs/words.js";

const RENEW_BEFORE_MS = 30_000;

const session = { token: "", endsAt: 0, credentials: undefined };

const ROLES = { shopper: { zh: "顾客", en: "shopper" }, cashier: { zh: "收银员", en: "cashier" } };

const signIn = async (credentials) => {
  const response = await fetch("/v1/identity/sign-in", {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": languageTag() },
    body: JSON.stringify(credentials),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.title);
  Object.assign(session, { token: answer.accessToken, endsAt: Date.parse(answer.expireTime), credentials });
  return answer.principal;
};

/** The access token; signed in anew where it is about to end. Empty: nobody. */
export const currentToken = async () => {
  if (session.token && session.endsAt - Date.now() < RENEW_BEFORE_MS) await signIn(session.credentials);
  return session.token;
};

const showWho = (...nodes) => document.querySelector("#who").replaceChildren(...nodes);

const become = async (credentials, name) => {
  try {
    const principal = await signIn(credentials);
    showWho(say(words.signedInAs), name ?? principal.displayName, " ", make("code", {}, principal.principalId));
  } catch (error) {
    Object.assign(session, { token: "", endsAt: 0 });
    showWho(make("span", { className: "bad" }, error.message));
  }
};

const leave = () => {
  Object.assign(session, { token: "", endsAt: 0, credentials: undefined });
  showWho(say(words.notSignedIn));
};

const optionOf = (persona, index) => {
  const role = ROLES[persona.role] ?? { zh: persona.role, en: persona.role };
  const zh = `${persona.displayName}（${role.zh}）`;
  return say({ zh, en: `${persona.displayNameEn} (${role.en})` }, "option", { value: String(index) });
};

/** Offers the demo personas and the form. True: the demonstration is on. */
export const offerSignIn = async () => {
  const response = await fetch("/v1/identity/list-demo-personas");
  const { personas = [] } = response.ok ? await response.json() : {};
  const select = document.querySelector("#persona");
  select.append(...personas.map(optionOf));
  select.closest("label").hidden = personas.length === 0;
  select.addEventListener("change", async () => {
    const { login, password, displayName, displayNameEn } = personas[Number(select.value)] ?? {};
    if (select.value === "") leave();
    else await become({ login, password }, say({ zh: displayName, en: displayNameEn }));
  });
  const form = document.querySelector("#sign-in");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    select.value = "";
    await become(Object.fromEntries(new FormData(form)));
  });
  document.querySelector("#by-login").open = personas.length === 0;
  return personas.length > 0;
};
