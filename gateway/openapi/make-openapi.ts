import type { DescMessage, JsonValue } from "@bufbuild/protobuf";
import { needsIdempotencyKey, serviceNameOf } from "../../kernel/contract/contract.ts";
import type { ReasonRegistry } from "../../kernel/errors/reason.ts";
import { isHalfOpen, isOpen } from "../access/authorize.ts";
import type { AccessRow } from "../access/grant.ts";
import type { JsonObject } from "../contract/parse-json.ts";
import type { Contracts, Route } from "../contract/read-contracts.ts";
import { LIVE_PATHS, LIVE_TAG, problemSchema } from "./fixed-parts.ts";
import { type Schema, SchemaBook } from "./make-schemas.ts";
import { readComments } from "./read-comments.ts";
import { reasonsIn, reasonTexts } from "./read-reasons.ts";
import { rulesCitedIn } from "./read-rules.ts";
import { sayAccess } from "./say-access.ts";

interface Parameter {
  readonly name: string;
  readonly in: "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: JsonValue;
}

const header = (name: string, required: boolean, description: string, schema: Schema): Parameter => ({
  ...{ name, in: "header", required, description, schema },
});

const KEY = header(
  "Idempotency-Key",
  true,
  "Made by the client and kept with its intent: the same key with the same request gives the same answer and one effect.",
  { type: "string", pattern: "^[ -~]{1,200}$" },
);

const TIMEOUT = header("Request-Timeout", false, "How long the caller waits, in seconds; default 10, at most 60.", {
  type: "number",
});

/** Every field of the message as a parameter, nested ones by their path (`amount.minorUnits`). */
const queryOf = (message: DescMessage, book: SchemaBook, example: JsonObject = {}, prefix = ""): Parameter[] =>
  message.fields.flatMap((field) => {
    const name = prefix + field.jsonName;
    const isBranch = field.fieldKind === "message" && !field.message.typeName.startsWith("google.protobuf.");
    if (isBranch) return queryOf(field.message, book, {}, `${name}.`);
    const { description, ...schema } = book.ofField(field);
    const value = example[field.jsonName];
    return [{ name, in: "query" as const, description, schema, ...(value === undefined ? {} : { example: value }) }];
  });

const json = (schema: Schema, example?: JsonObject) => ({
  "application/json": { schema, ...(example ? { example } : {}) },
});

/** What an rpc's route is described with. */
interface About {
  readonly comment: string;
  readonly reasons: readonly string[];
  readonly row: AccessRow;
  readonly example?: JsonObject;
}

const operationOf = (route: Route, { comment, reasons, row, example }: About, book: SchemaBook) => {
  const { descriptor, httpMethod, method } = route;
  const takesQuery = httpMethod === "GET" || httpMethod === "DELETE";
  return {
    operationId: route.action,
    tags: [serviceNameOf(route.definition)],
    summary: comment.split(/[.:](?:\s|$)/, 1)[0],
    description: comment,
    parameters: [
      ...(takesQuery ? queryOf(descriptor.input, book, example) : []),
      ...(needsIdempotencyKey(method) ? [KEY] : []),
      TIMEOUT,
    ],
    ...(takesQuery
      ? {}
      : { requestBody: { required: true, content: json(book.ofMessage(descriptor.input), example) } }),
    responses: {
      "200": { description: "The answer.", content: json(book.ofMessage(descriptor.output)) },
      default: { $ref: "#/components/responses/Problem" },
    },
    ...(isOpen(row) ? { security: [] } : isHalfOpen(row) ? { security: [{}, { token: [] }] } : {}),
    "x-paywindow-access": sayAccess(row),
    ...(reasons.length > 0 ? { "x-paywindow-reasons": reasons } : {}),
  };
};

const INFO = {
  title: "paywindow",
  version: "v1",
  description:
    "Every rpc of the contracts over HTTP. Bodies are proto3 JSON: lowerCamelCase names, int64 as decimal strings. Errors are problem+json (RFC 9457).",
};

/** What the document tells beside the contracts: who may call, the requests to start from (each by its action), and the reasons whose words it gives. */
export interface Sources {
  readonly rowOf: (action: string) => AccessRow;
  readonly examples?: Readonly<Record<string, JsonObject>>;
  readonly reasons?: readonly ReasonRegistry<string>[];
}

/** The OpenAPI document's parts that come from the contracts. What is for services alone is not told of: nobody can call it at these doors. */
const partsOf = ({ registry, routes: all }: Contracts, { rowOf, examples = {} }: Sources) => {
  const routes = all.filter(({ action }) => rowOf(action).length > 0);
  const commentOf = readComments(registry.files);
  const book = new SchemaBook(commentOf);
  const commentOfRpc = (rpc: string): string => {
    const lender = all.find(({ descriptor }) => descriptor.name === rpc);
    return lender ? commentOf(lender.descriptor) : "";
  };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const comment = commentOf(route.descriptor);
    const { action } = route;
    const about = { comment, reasons: reasonsIn(comment, commentOfRpc), row: rowOf(action), example: examples[action] };
    const operation = operationOf(route, about, book);
    paths[route.path] = { ...paths[route.path], [route.httpMethod.toLowerCase()]: operation };
  }
  const services = new Set(routes.map(({ descriptor }) => descriptor.parent));
  const tags = [...services].map((one) => ({ name: one.typeName.split(".")[1], description: commentOf(one) }));
  return { paths, tags, schemas: book.schemas };
};

/**
 * The OpenAPI 3.1 document of the contracts: the routes, their messages with their comments and an example each. Beside what OpenAPI has:
 * `x-paywindow-access` (who may call, in words), `x-paywindow-reasons` of a route (names) and of the whole (status and words of each name that is
 * known here), `x-paywindow-rules` (the words of the rules that the comments cite).
 */
export const makeOpenApi = (contracts: Contracts, sources: Sources) => {
  const { paths, tags, schemas } = partsOf(contracts, sources);
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/" }],
    tags: [...tags, LIVE_TAG],
    paths: { ...paths, ...LIVE_PATHS },
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { ...schemas, Problem: problemSchema },
      responses: {
        Problem: {
          description: "A refusal or a failure, with its reason.",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
    security: [{ token: [] }],
    "x-paywindow-reasons": reasonTexts(sources.reasons ?? []),
    "x-paywindow-rules": rulesCitedIn(JSON.stringify([paths, tags, schemas])),
  };
};
