import type { DescMessage } from "@bufbuild/protobuf";
import { needsIdempotencyKey, serviceNameOf } from "../../kernel/contract/contract.ts";
import { isOpen } from "../access/authorize.ts";
import type { AccessRow } from "../access/grant.ts";
import type { Contracts, Route } from "../contract/read-contracts.ts";
import { LIVE_PATHS, LIVE_TAG, problemSchema } from "./fixed-parts.ts";
import { type Schema, SchemaBook } from "./make-schemas.ts";
import { readComments } from "./read-comments.ts";

interface Parameter {
  readonly name: string;
  readonly in: "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
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
const queryOf = (message: DescMessage, book: SchemaBook, prefix = ""): Parameter[] =>
  message.fields.flatMap((field) => {
    const name = prefix + field.jsonName;
    const isBranch = field.fieldKind === "message" && !field.message.typeName.startsWith("google.protobuf.");
    if (isBranch) return queryOf(field.message, book, `${name}.`);
    const { description, ...schema } = book.ofField(field);
    return [{ name, in: "query" as const, description, schema }];
  });

/** The reasons that an rpc's comment lists after "Reasons:". */
const reasonsOf = (comment: string): string[] => comment.split(/Reasons?:/)[1]?.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];

const sayWho = (row: AccessRow): string[] =>
  row.map(({ who, scopes }) => {
    const people = who.kind === "staff" ? `staff (${who.roles.join(", ")})` : who.kind;
    return [people, ...scopes.map(({ field }) => field)].join(" · ");
  });

const json = (schema: Schema) => ({ "application/json": { schema } });

const operationOf = (route: Route, row: AccessRow, comment: string, book: SchemaBook) => {
  const { descriptor, httpMethod, method } = route;
  const takesQuery = httpMethod === "GET" || httpMethod === "DELETE";
  const reasons = reasonsOf(comment);
  return {
    operationId: route.action,
    tags: [serviceNameOf(route.definition)],
    summary: comment.split(/[.:](?:\s|$)/, 1)[0],
    description: comment,
    parameters: [
      ...(takesQuery ? queryOf(descriptor.input, book) : []),
      ...(needsIdempotencyKey(method) ? [KEY] : []),
      TIMEOUT,
    ],
    ...(takesQuery ? {} : { requestBody: { required: true, content: json(book.ofMessage(descriptor.input)) } }),
    responses: {
      "200": { description: "The answer.", content: json(book.ofMessage(descriptor.output)) },
      default: { $ref: "#/components/responses/Problem" },
    },
    ...(isOpen(row) ? { security: [] } : {}),
    "x-paywindow-access": sayWho(row),
    ...(reasons.length > 0 ? { "x-paywindow-reasons": reasons } : {}),
  };
};

const INFO = {
  title: "paywindow",
  version: "v1",
  description:
    "Every rpc of the contracts over HTTP. Bodies are proto3 JSON: lowerCamelCase names, int64 as decimal strings. Errors are problem+json (RFC 9457).",
};

/** The OpenAPI 3.1 document of the contracts: the routes, their messages with their comments, who may call and which reasons they give. */
export const makeOpenApi = ({ registry, routes }: Contracts, rowOf: (action: string) => AccessRow) => {
  const commentOf = readComments(registry.files);
  const book = new SchemaBook(commentOf);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const operation = operationOf(route, rowOf(route.action), commentOf(route.descriptor), book);
    paths[route.path] = { ...paths[route.path], [route.httpMethod.toLowerCase()]: operation };
  }
  const services = new Set(routes.map(({ descriptor }) => descriptor.parent));
  return {
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/" }],
    tags: [
      ...[...services].map((one) => ({ name: one.typeName.split(".")[1], description: commentOf(one) })),
      LIVE_TAG,
    ],
    paths: { ...paths, ...LIVE_PATHS },
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { ...book.schemas, Problem: problemSchema },
      responses: {
        Problem: {
          description: "A refusal or a failure, with its reason.",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
    security: [{ token: [] }],
  };
};
