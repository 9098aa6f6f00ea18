import { currentLanguage } from "../i18n/language.ts";
import { clockOffset } from "../payment-code/next-tick.ts";
import type { Json } from "./json.ts";
import { ApiProblem, readProblem, Unanswered } from "./problem.ts";
import { noteAnswer, noteServerOffset, noteSilence } from "./reachability.ts";
import type { Route } from "./routes.ts";

/** What a call may carry besides its message. */
export interface SendOptions {
  /** The access token, for calls by a principal. */
  accessToken?: string;
  /** Minted and stored by the caller before the first try. */
  idempotencyKey?: string;
  /** How long to wait for the answer. */
  timeoutMs?: number;
  /** Whether the call goes on when its page is left. */
  keepalive?: boolean;
}

const DEFAULT_TIMEOUT_MS = 15_000;

const urlOf = (path: string, query: Record<string, unknown> | undefined): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
};

const headersOf = ({ accessToken, idempotencyKey }: SendOptions): Record<string, string> => ({
  Accept: "application/json",
  "Accept-Language": currentLanguage(),
  ...(accessToken ? { Authorization: `Bearer ${accessToken}` } : {}),
  ...(idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {}),
});

/** The Date header has whole seconds: half a second is added, which is right on average. */
const learnClock = (response: Response, sentAtMs: number): void => {
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(date)) return;
  noteServerOffset(clockOffset(date + 500, sentAtMs, Date.now()));
};

const parse = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

/** Sends one request. Throws ApiProblem where it was refused and Unanswered where no answer came. */
export const send = async <Request, Answer>(
  route: Route<Request, Answer>,
  message: Json<NoInfer<Request>>,
  options: SendOptions = {},
): Promise<Json<Answer>> => {
  const isGet = route.method === "GET";
  const headers = headersOf(options);
  const sentAtMs = Date.now();
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(isGet ? urlOf(route.path, message as Record<string, unknown>) : route.path, {
      method: route.method,
      headers: isGet ? headers : { ...headers, "Content-Type": "application/json" },
      body: isGet ? null : JSON.stringify(message),
      cache: "no-store",
      credentials: "omit",
      keepalive: options.keepalive ?? false,
      signal: AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    });
    body = await parse(response);
  } catch (error) {
    noteSilence();
    throw new Unanswered(error);
  }
  noteAnswer();
  learnClock(response, sentAtMs);
  if (!response.ok) throw new ApiProblem(readProblem(response.status, body));
  if (body === undefined) throw new Unanswered(new Error(`unreadable answer of ${route.path}`));
  return body as Json<Answer>;
};
