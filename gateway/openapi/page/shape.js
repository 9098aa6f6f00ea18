/** A message's shape as a table: a row per field, those of nested messages below their parent. */
import { withLinks } from "/docs/comment.js";
import { make, say, words } from "/docs/words.js";

const MAX_DEPTH = 4;

const schemaOf = (openapi, schema) => {
  const name = schema.$ref?.split("/").at(-1);
  return name ? { ...openapi.components.schemas[name], description: schema.description } : schema;
};

const typeOf = (openapi, schema) => {
  const whole = schemaOf(openapi, schema);
  if (whole.type === "array") return `${typeOf(openapi, whole.items)}[]`;
  if (whole.enum) return whole.enum.join(" | ");
  if (whole.format === "int64") return 'string, int64 "123"';
  return whole.format ? `${whole.type}, ${whole.format}` : (whole.type ?? "");
};

/** The fields as rows, flat: { path: "lines[].barcode", depth, type, about }. */
const rowsOf = (openapi, schema, prefix = "", depth = 0) => {
  const { properties = {} } = schemaOf(openapi, schema);
  return Object.entries(properties).flatMap(([name, field]) => {
    const whole = schemaOf(openapi, field);
    const isList = whole.type === "array";
    const path = prefix + name + (isList ? "[]" : "");
    const row = { path, depth, type: typeOf(openapi, field), about: field.description ?? "" };
    const inner = depth < MAX_DEPTH ? rowsOf(openapi, isList ? whole.items : field, `${path}.`, depth + 1) : [];
    return [row, ...inner];
  });
};

const tableOf = (openapi, rows) =>
  make(
    "table",
    { className: "shape" },
    make("thead", {}, make("tr", {}, ...["field", "type", "note"].map((one) => say(words[one], "th")))),
    make(
      "tbody",
      {},
      ...rows.map(({ path, depth, type, about }) =>
        make(
          "tr",
          { className: `depth-${depth}` },
          make("td", {}, make("code", {}, path)),
          make("td", { className: "type" }, type),
          make("td", {}, ...withLinks(about, openapi["x-paywindow-rules"])),
        ),
      ),
    ),
  );

/** The shape of a message; words instead of a table where it has no field. */
export const shapeOf = (openapi, schema) => {
  const rows = rowsOf(openapi, schema);
  return rows.length > 0 ? tableOf(openapi, rows) : say(words.noBody, "p", { className: "faint" });
};

/** The shape of a query's parameters. */
export const parametersShape = (openapi, parameters) =>
  parameters.length === 0
    ? say(words.noBody, "p", { className: "faint" })
    : tableOf(
        openapi,
        parameters.map(({ name, schema, description = "" }) => ({
          ...{ path: name, depth: 0, type: typeOf(openapi, schema), about: description },
        })),
      );

const EMPTY = { string: "", integer: 0, number: 0, boolean: false };

/** A body with every field and no value, for where there is no demonstration to take values from. */
export const emptyBody = (openapi, schema, depth = 0) => {
  const whole = schemaOf(openapi, schema);
  if (whole.type === "array") return depth < MAX_DEPTH ? [emptyBody(openapi, whole.items, depth + 1)] : [];
  if (!whole.properties) return whole.enum?.[0] ?? (whole.format === "int64" ? "0" : (EMPTY[whole.type] ?? ""));
  return Object.fromEntries(
    Object.entries(whole.properties).map(([name, field]) => [name, emptyBody(openapi, field, depth + 1)]),
  );
};
