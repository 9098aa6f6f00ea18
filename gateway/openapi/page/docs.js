/** Shows /openapi.json route by route, with a form that calls each. Texts from the document are set as text, never as markup. */
import { fieldsOf, freshKey, requestOf } from "/docs/form.js";

let token = "";

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const inputOf = ({ path, schema, required }) => {
  const common = { name: path.join("."), required };
  if (path[0] === "Idempotency-Key") return make("input", { ...common, value: freshKey() });
  if (schema.enum)
    return make("select", common, make("option", { value: "" }), ...schema.enum.map((one) => make("option", {}, one)));
  if (schema.type === "array") return make("textarea", { ...common, rows: 3, placeholder: "[ JSON ]" });
  return make("input", { ...common, placeholder: schema.format ?? schema.type ?? "", autocomplete: "off" });
};

const send = async (method, path, operation, filled) => {
  const { query, headers, body } = requestOf(filled);
  const search = query.size > 0 ? `?${query}` : "";
  const all = { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  if (operation.requestBody) all["content-type"] = "application/json";
  const response = await fetch(path + search, {
    method: method.toUpperCase(),
    headers: all,
    body: operation.requestBody ? JSON.stringify(body) : undefined,
  });
  const text = await response.text();
  const shown = ["traceresponse", "idempotency-replayed", "retry-after"].filter((name) => response.headers.has(name));
  const head = shown.map((name) => `${name}: ${response.headers.get(name)}`);
  const pretty =
    /json/.test(response.headers.get("content-type") ?? "") && text ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return [`HTTP ${response.status}`, ...head, "", pretty].join("\n");
};

const formOf = (openapi, method, path, operation) => {
  const inputs = fieldsOf(openapi, operation).map((field) => ({ field, input: inputOf(field) }));
  const labels = inputs.map(({ field, input }) =>
    make("label", {}, make("code", {}, field.path.join(".")), make("small", {}, field.schema.description ?? ""), input),
  );
  const result = make("pre", { hidden: true });
  const form = make("form", { className: "fields" }, ...labels, make("button", {}, "发送 / Send"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const filled = inputs.map(({ field, input }) => ({ field, text: input.value.trim() }));
    result.hidden = false;
    result.textContent = "…";
    result.textContent = await send(method, path, operation, filled).catch((error) => String(error));
  });
  return [form, result];
};

/** A stream is shown by a link's worth of words: a form that never ends would tell nothing. */
const isStream = (operation) => Boolean(operation.responses["200"].content["text/event-stream"]);

const routeOf = (openapi, path, [method, operation]) => {
  const { summary = "", description = "" } = operation;
  const access = operation["x-paywindow-access"] ?? [];
  const reasons = operation["x-paywindow-reasons"] ?? [];
  return make(
    "details",
    { id: operation.operationId },
    make("summary", {}, make("b", {}, method.toUpperCase()), " ", make("code", {}, path), make("span", {}, summary)),
    make(
      "div",
      { className: "inside" },
      make("p", {}, description),
      make("p", {}, access.length > 0 ? `谁可调用 / who: ${access.join(" | ")}` : ""),
      make("div", { className: "reasons" }, ...reasons.map((reason) => make("code", {}, reason))),
      ...(isStream(operation) ? [] : formOf(openapi, method, path, operation)),
    ),
  );
};

const show = (openapi) => {
  document.querySelector("#about").textContent = openapi.info.description;
  const groups = Map.groupBy(
    Object.entries(openapi.paths).flatMap(([path, item]) => Object.entries(item).map((one) => ({ path, one }))),
    ({ one: [, operation] }) => operation.tags[0],
  );
  const sections = [...groups].map(([name, routes]) => {
    const about = openapi.tags.find((tag) => tag.name === name)?.description ?? "";
    return make(
      "section",
      {},
      make("h2", {}, name),
      make("p", {}, about),
      ...routes.map(({ path, one }) => routeOf(openapi, path, one)),
    );
  });
  document.querySelector("#routes").replaceChildren(...sections);
};

const listenToFilter = () => {
  const filter = document.querySelector("#filter");
  filter.addEventListener("input", () => {
    for (const route of document.querySelectorAll("details"))
      route.hidden = !route.textContent.toLowerCase().includes(filter.value.toLowerCase());
  });
};

const listenToSignIn = () => {
  const form = document.querySelector("#sign-in");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = JSON.stringify(Object.fromEntries(new FormData(form)));
    const response = await fetch("/v1/identity/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const answer = await response.json();
    token = answer.accessToken ?? "";
    document.querySelector("#who").textContent = token
      ? `${answer.principal.displayName} ${answer.principal.principalId}`
      : answer.title;
  });
};

const offerPersonas = async () => {
  const response = await fetch("/v1/identity/list-demo-personas");
  const { personas = [] } = response.ok ? await response.json() : {};
  const select = document.querySelector("#persona");
  select.append(
    ...personas.map((one, index) =>
      make("option", { value: String(index) }, `${one.displayName} / ${one.displayNameEn}`),
    ),
  );
  select.addEventListener("change", () => {
    const { elements } = document.querySelector("#sign-in");
    const persona = personas[Number(select.value)];
    if (select.value === "" || !persona) return;
    elements.login.value = persona.login;
    elements.password.value = persona.password;
  });
};

show(await (await fetch("/openapi.json")).json());
listenToFilter();
listenToSignIn();
await offerPersonas();
