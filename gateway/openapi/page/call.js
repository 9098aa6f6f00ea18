/** Sends what a form holds, and shows what came back. */
import { currentToken } from "/docs/sign-in.js";
import { languageTag, make, say, words } from "/docs/words.js";

/** { status, ok, headers, json, text } of a call. `query`: name to text, empty ones left out. */
export const send = async ({ method, path, query, headers, body }) => {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, text]) => text !== ""));
  const token = await currentToken();
  const response = await fetch(parameters.size > 0 ? `${path}?${parameters}` : path, {
    method: method.toUpperCase(),
    headers: {
      "accept-language": languageTag(),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== "";
  return {
    status: response.status,
    ok: response.ok,
    headers: response.headers,
    json: isJson && JSON.parse(text),
    text,
  };
};

const fieldsTable = (fields) =>
  make(
    "div",
    { className: "wrong" },
    say(words.wrongFields, "h5"),
    make(
      "dl",
      {},
      ...fields.flatMap(({ field, message }) => [
        make("dt", {}, make("code", {}, field || "—")),
        make("dd", {}, message),
      ]),
    ),
  );

const refusalOf = ({ reason, title, fields = [], traceId }) => [
  make("p", { className: "refusal" }, make("code", {}, reason), " ", title),
  ...(fields.length > 0 ? [fieldsTable(fields)] : []),
  make("p", { className: "faint" }, say(words.traceId), " ", make("code", {}, traceId)),
];

/** The answer as nodes: its status, the reason with every wrong field where it is a refusal, and the whole text. */
export const answerNodes = ({ status, ok, headers, json, text }) => [
  make("p", { className: ok ? "status good" : "status bad" }, `HTTP ${status}`),
  ...(headers.has("idempotency-replayed") ? [say(words.replayed, "p", { className: "faint" })] : []),
  ...(ok || !json?.reason ? [] : refusalOf(json)),
  make("pre", {}, json ? JSON.stringify(json, null, 2) : text),
];
