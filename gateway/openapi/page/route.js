/** A route: what it is, who may call it, its shapes, its reasons, and a form that calls it. Made when it is first opened. */
import { restOf, withLinks } from "/docs/comment.js";
import { formOf } from "/docs/form.js";
import { parametersShape, shapeOf } from "/docs/shape.js";
import { make, say, titles, words } from "/docs/words.js";

const part = (title, ...nodes) => make("div", { className: "part" }, say(title, "h4"), ...nodes);

/** A long name may break after its underscores. */
const breakable = (name) => name.split(/(?<=_)/).flatMap((piece) => [make("wbr"), piece]);

const meaningOf = (known) => (known.retryable ? [say(known), " ", say(words.retryable, "small")] : [say(known)]);

const reasonRow = (name, known) =>
  make(
    "tr",
    {},
    make("td", {}, make("code", {}, ...breakable(name))),
    make("td", {}, known ? String(known.status) : "—"),
    make("td", {}, ...(known ? meaningOf(known) : ["—"])),
  );

/** Reasons with their HTTP status and their words, where the document knows them. */
export const reasonsTable = (names, texts) =>
  make(
    "table",
    { className: "reasons" },
    make("thead", {}, make("tr", {}, say(words.reason, "th"), make("th", {}, "HTTP"), say(words.meaning, "th"))),
    make("tbody", {}, ...names.map((name) => reasonRow(name, texts[name]))),
  );

const reasonsPart = (openapi, operation) => {
  const names = operation["x-paywindow-reasons"] ?? [];
  const more = say(words.commonLink, "a", { href: "#common-reasons" });
  const texts = openapi["x-paywindow-reasons"];
  const own = names.length > 0 ? reasonsTable(names, texts) : say(words.noReasons);
  return part(words.reasons, own, make("p", { className: "faint" }, more));
};

const accessPart = (operation) => {
  const sentences = operation["x-paywindow-access"] ?? [];
  if (sentences.length === 0) return [];
  return [part(words.mayCall, make("ul", {}, ...sentences.map((one) => say(one, "li"))))];
};

/** A stream is shown by words: a form that never ends would tell nothing. */
const isStream = (operation) => Boolean(operation.responses["200"].content["text/event-stream"]);

const requestShape = (openapi, operation) => {
  const media = operation.requestBody?.content["application/json"];
  const parameters = (operation.parameters ?? []).filter((one) => one.in === "query");
  return media ? shapeOf(openapi, media.schema) : parametersShape(openapi, parameters);
};

const insideOf = (openapi, route, isDemo) => {
  const { operation } = route;
  const rest = restOf(operation);
  const answer = operation.responses["200"].content["application/json"];
  const folded = answer
    ? [make("details", { className: "fold" }, say(words.response, "summary"), shapeOf(openapi, answer.schema))]
    : [];
  const tryIt = isStream(operation)
    ? say(words.stream, "p", { className: "faint" })
    : part(words.tryIt, ...formOf(openapi, route, isDemo));
  return [
    ...(rest ? [make("p", { lang: "en" }, ...withLinks(rest, openapi["x-paywindow-rules"]))] : []),
    ...accessPart(operation),
    part(words.request, requestShape(openapi, operation), ...folded),
    tryIt,
    reasonsPart(openapi, operation),
  ];
};

/** A route, closed. */
export const routeOf = (openapi, route, isDemo) => {
  const { method, path, operation } = route;
  const { operationId, summary = "" } = operation;
  const title = titles[operationId];
  const heading = say({ zh: title ?? summary, en: summary }, "span", { className: "title" });
  const verb = make("b", { className: method }, method.toUpperCase());
  const details = make(
    "details",
    { id: operationId, className: "route card" },
    make("summary", {}, verb, make("span", { className: "names" }, heading, make("code", {}, path))),
  );
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector(".inside")) return;
    const english = make(
      "p",
      { className: "faint only-zh", lang: "en" },
      ...withLinks(summary, openapi["x-paywindow-rules"]),
    );
    details.append(make("div", { className: "inside" }, english, ...insideOf(openapi, route, isDemo)));
  });
  return details;
};
