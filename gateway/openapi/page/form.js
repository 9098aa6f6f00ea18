/** The form of a route: one input per field of its message, nested ones by their path; lists are typed as JSON. */

const resolve = (document, schema) => {
  const name = schema.$ref?.split("/").at(-1);
  return name ? { ...document.components.schemas[name], description: schema.description } : schema;
};

/** The fields of a schema, flat: [{ path: ["amount", "minorUnits"], schema }]. */
const flatten = (document, schema, path = []) => {
  const whole = resolve(document, schema);
  if (whole.type !== "object" || !whole.properties) return [{ path, schema: whole }];
  return Object.entries(whole.properties).flatMap(([name, inner]) => flatten(document, inner, [...path, name]));
};

/** What a route asks for: { where: "query" | "header" | "body", path, schema, required }. */
export const fieldsOf = (document, operation) => {
  const parameters = (operation.parameters ?? []).map((one) => ({
    where: one.in,
    path: [one.name],
    schema: { ...resolve(document, one.schema), description: one.description },
    required: one.required ?? false,
  }));
  const body = operation.requestBody?.content["application/json"].schema;
  const inBody = body ? flatten(document, body).filter(({ path }) => path.length > 0) : [];
  return [...inBody.map((one) => ({ where: "body", required: false, ...one })), ...parameters];
};

const put = (target, [name, ...rest], value) => {
  if (rest.length === 0) target[name] = value;
  else {
    target[name] ??= {};
    put(target[name], rest, value);
  }
};

/** A typed text in the JSON form of its field. */
const jsonOf = (schema, text) => {
  if (schema.type === "integer" || schema.type === "number") return Number.isNaN(Number(text)) ? text : Number(text);
  if (schema.type === "boolean") return text === "true";
  if (schema.type === "array" || schema.type === "object") return JSON.parse(text);
  return text;
};

/** The request that the filled-in fields make: { query, headers, body }. Throws a SyntaxError for a list that is no JSON. */
export const requestOf = (filled) => {
  const request = { query: new URLSearchParams(), headers: {}, body: {} };
  for (const { field, text } of filled) {
    if (text === "") continue;
    const name = field.path.join(".");
    if (field.where === "query") request.query.append(name, text);
    else if (field.where === "header") request.headers[name] = text;
    else put(request.body, field.path, jsonOf(field.schema, text));
  }
  return request;
};

/** A fresh idempotency key; on a plain-http address other than localhost there is no randomUUID. */
export const freshKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
