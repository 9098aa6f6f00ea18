import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

/** A request to another party, as it goes over the wire. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it. `refused`: nobody was there, so that not a byte of the request was read; `broken`: anything else without a whole answer. */
export type WireOutcome =
  | { readonly kind: "answer"; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly kind: "refused" }
  | { readonly kind: "broken"; readonly cause: string };

/** Longer answers are not read: no party has any. */
const MAX_ANSWER_BYTES = 65_536;

/** What the system says before a connection stands: nothing was sent. A name that cannot be resolved is one of them. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
const CONNECT_CALLS: ReadonlySet<unknown> = new Set(["connect", "getaddrinfo"]);

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

interface SystemError extends Error {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

/** A name with several addresses is refused when each of them was. */
const isRefused = (error: SystemError): boolean =>
  error instanceof AggregateError
    ? error.errors.length > 0 && error.errors.every(isRefused)
    : NOT_CONNECTED.has(error.code) && CONNECT_CALLS.has(error.syscall);

const readAnswer = async (response: IncomingMessage): Promise<WireOutcome> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return { kind: "broken", cause: "the answer is too long" };
    chunks.push(chunk);
  }
  const { statusCode: status = 0, headers } = response;
  return { kind: "answer", status, headers, body: Buffer.concat(chunks).toString("utf8") };
};

const brokenBy = (error: unknown): WireOutcome => {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return { kind: "broken", cause: `the line broke (${code ?? name})` };
};

/** Sends a request once; redirects are answers like others. Never throws: whatever happens is an outcome. `signal` ends it, and then it is broken. */
export const exchange = (request: WireRequest, signal: AbortSignal): Promise<WireOutcome> =>
  new Promise((resolve) => {
    const isTls = request.url.startsWith("https:");
    const { method, url, headers, body } = request;
    const options = { method, headers: { ...headers, "content-length": Buffer.byteLength(body) }, signal };
    const outgoing = isTls
      ? requestHttps(url, { ...options, agent: agents.https })
      : requestHttp(url, { ...options, agent: agents.http });
    outgoing
      .on("error", (error) => resolve(isRefused(error) ? { kind: "refused" } : brokenBy(error)))
      .on("response", (response) => readAnswer(response).then(resolve, (error) => resolve(brokenBy(error))))
      .end(body);
  });
