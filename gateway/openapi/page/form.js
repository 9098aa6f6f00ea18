/** The form of a route: its parameters, its body with an example, its idempotency key. */
import { answerNodes, send } from "/docs/call.js";
import { freshKey, learn, liveExample, onNews, renew } from "/docs/samples.js";
import { emptyBody } from "/docs/shape.js";
import { make, say, words } from "/docs/words.js";

const KEY = "Idempotency-Key";

/** A field that shows the value of now until somebody types in it. `exampleOf` gives that value. */
const followed = (input, exampleOf) => {
  const follow = () => {
    if (!input.dataset.touched) input.value = exampleOf();
  };
  input.addEventListener("input", () => {
    input.dataset.touched = "yes";
  });
  onNews(follow);
  follow();
  return input;
};

const parameterOf = ({ name, schema, example }, isDemo) => {
  const options = { name, autocomplete: "off", placeholder: schema.format ?? schema.type ?? "" };
  const exampleOf = () => (isDemo && example !== undefined ? String(liveExample(example, name)) : "");
  return make("label", {}, make("code", {}, name), followed(make("input", options), exampleOf));
};

const bodyOf = (openapi, { schema, example }, isDemo) => {
  const exampleOf = () => {
    const value = isDemo ? liveExample(example ?? {}) : emptyBody(openapi, schema);
    return JSON.stringify(value, null, 2);
  };
  const rows = exampleOf().split("\n").length + 1;
  const area = make("textarea", { name: "body", rows, spellcheck: false, autocomplete: "off" });
  return make("label", {}, say(words.body), followed(area, exampleOf));
};

const keyField = () =>
  make(
    "label",
    {},
    say(words.key),
    " ",
    make("code", {}, KEY),
    say(words.keyAbout, "small"),
    make("input", { name: KEY, value: freshKey(), required: true, autocomplete: "off" }),
  );

const timeoutField = () =>
  make(
    "label",
    {},
    say(words.timeout),
    " ",
    make("code", {}, "Request-Timeout"),
    make("input", { name: "Request-Timeout", inputMode: "decimal", autocomplete: "off" }),
  );

const partsOf = (openapi, operation, isDemo) => {
  const parameters = operation.parameters ?? [];
  const has = (name) => parameters.some((one) => one.name === name);
  const media = operation.requestBody?.content["application/json"];
  return [
    ...parameters.filter((one) => one.in === "query").map((one) => parameterOf(one, isDemo)),
    ...(media ? [bodyOf(openapi, media, isDemo)] : []),
    ...(has(KEY) ? [keyField()] : []),
    ...(has("Request-Timeout") ? [timeoutField()] : []),
  ];
};

/** What the form holds: { query, headers, body }. Throws a SyntaxError where the body is no JSON. */
const read = (form) => {
  const texts = Object.fromEntries(new FormData(form));
  const { body, [KEY]: key, "Request-Timeout": timeout, ...query } = texts;
  return {
    query,
    headers: { ...(key ? { [KEY]: key } : {}), ...(timeout ? { "Request-Timeout": timeout } : {}) },
    body: body === undefined ? undefined : JSON.parse(body || "{}"),
  };
};

/** A retryable failure keeps its key: the same request is sent again under it. */
const renewKey = (form, answer) => {
  const input = form.elements.namedItem(KEY);
  if (input && !answer.json?.retryable) input.value = freshKey();
};

const trouble = (label, error) => [make("p", { className: "refusal" }, say(label), " ", error.message)];

const submit = async (form, call, result) => {
  result.replaceChildren(say(words.sending, "p", { className: "faint" }));
  let request;
  try {
    request = read(form);
  } catch (error) {
    result.replaceChildren(...trouble(words.notJson, error));
    return;
  }
  try {
    const answer = await send({ ...call, ...request });
    result.replaceChildren(...answerNodes(answer));
    renewKey(form, answer);
    if (answer.ok) learn(answer.json);
  } catch (error) {
    result.replaceChildren(...trouble(words.unreachable, error));
  }
};

/** The form of a route and the place of its answer. */
export const formOf = (openapi, { method, path, operation }, isDemo) => {
  const result = make("div", { className: "answer", ariaLive: "polite" });
  const refill = say(words.refill, "button", { type: "button", className: "quiet" });
  const buttons = make("div", { className: "buttons" }, say(words.send, "button", { type: "submit" }));
  if (isDemo && (operation.requestBody || operation.parameters?.some((one) => "example" in one)))
    buttons.append(refill);
  const form = make("form", { className: "fields" }, ...partsOf(openapi, operation, isDemo), buttons);
  refill.addEventListener("click", () => {
    for (const input of form.elements) delete input.dataset.touched;
    renew(operation.operationId);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, { method, path }, result);
  });
  return [form, result];
};
