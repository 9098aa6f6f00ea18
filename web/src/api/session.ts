import type { Principal, Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "./json.ts";
import { observable } from "./observable.ts";
import { ApiProblem } from "./problem.ts";
import { serverNowMs } from "./reachability.ts";
import type { Route } from "./routes.ts";
import { routes } from "./routes.ts";
import { type SendOptions, send } from "./send.ts";
import { stored } from "./stored.ts";

type SessionJson = Json<Session>;

/** Kept per tab, so that two tabs can be two people: the shopper in one, the cashier in the other. */
const store = stored<SessionJson>(() => sessionStorage, "paywindow.session");

/** The tab's session; undefined where nobody is signed in. */
export const session = observable<SessionJson | undefined>(store.read());

/** Whether the last session was ended by the platform, not by its person: the start page then says so. */
export const isExpired = observable(false);

/** Refreshed this long before the access token ends. */
const REFRESH_EARLY_MS = 60_000;

const keep = (next: SessionJson | undefined): void => {
  if (next) store.write(next);
  else store.clear();
  isExpired.set(false);
  session.set(next);
};

/** Who is signed in. */
const principal = (): Json<Principal> | undefined => session.get()?.principal;

/** Begins a session by a call that answers with one. Throws what the call throws. */
export const enter = async <Request>(
  route: Route<Request, Session>,
  message: Json<NoInfer<Request>>,
): Promise<SessionJson> => {
  const next = await send(route, message);
  keep(next);
  return next;
};

/** Signs in. Throws ApiProblem (CREDENTIALS_REFUSED, SIGN_IN_LOCKED) or Unanswered. */
export const signIn = (login: string, password: string): Promise<SessionJson> =>
  enter(routes.signIn, { login, password });

/** Signs out here at once, and on the server as soon as it hears of it. */
export const signOut = async (): Promise<void> => {
  const refreshToken = session.get()?.refreshToken;
  keep(undefined);
  if (!refreshToken) return;
  // Signed out of this tab either way; an unheard sign-out ends with the refresh token's own life.
  await send(routes.signOut, { refreshToken }).catch(() => undefined);
};

let refreshing: Promise<string | undefined> | undefined;

const refresh = async (): Promise<string | undefined> => {
  const refreshToken = session.get()?.refreshToken;
  if (!refreshToken) return undefined;
  try {
    const next = await send(routes.refreshSession, { refreshToken });
    keep({ ...next, principal: next.principal ?? principal() });
    return next.accessToken;
  } catch (error) {
    // Only a refusal ends the session. Without an answer the person stays signed in, and the next call tries again.
    if (error instanceof ApiProblem && error.problem.status < 500 && !error.problem.retryable) {
      keep(undefined);
      isExpired.set(true);
    }
    throw error;
  }
};

/** A refresh token is good for one use, so all calls wait for the same refresh. */
const refreshOnce = (): Promise<string | undefined> => {
  refreshing ??= refresh().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
};

const accessToken = async (): Promise<string | undefined> => {
  const current = session.get();
  if (!current) return undefined;
  const endsAtMs = Date.parse(current.expireTime ?? "");
  if (endsAtMs - serverNowMs() > REFRESH_EARLY_MS) return current.accessToken;
  return refreshOnce().catch(() => current.accessToken);
};

/**
 * A call by the signed-in principal: the access token is refreshed before it ends, and once more where the door refuses it. A session that cannot be
 * refreshed ends, and the page goes to the start.
 */
export const call = async <Request, Answer>(
  route: Route<Request, Answer>,
  message: Json<NoInfer<Request>>,
  options: Omit<SendOptions, "accessToken"> = {},
): Promise<Json<Answer>> => {
  const attempt = async (token: string | undefined) =>
    send(route, message, { ...options, ...(token ? { accessToken: token } : {}) });
  try {
    return await attempt(await accessToken());
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.problem.status !== 401) throw error;
    return attempt(await refreshOnce());
  }
};
