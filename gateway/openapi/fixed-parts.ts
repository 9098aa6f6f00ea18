import type { Schema } from "./make-schemas.ts";

const text = (description: string): Schema => ({ type: "string", description });

/** The body of every error. */
export const problemSchema: Schema = {
  type: "object",
  description: "RFC 9457, with what our reasons add.",
  properties: {
    type: text("urn:paywindow:reason:<domain>:<reason>"),
    title: text("The message for people, in the language of Accept-Language (zh-CN or en)."),
    status: { type: "integer" },
    detail: text("The message with the fields."),
    reason: text("The fact, for programs: UPPER_SNAKE, stable."),
    domain: text("<service>.paywindow: whose reason it is."),
    retryable: {
      type: "boolean",
      description: "Whether the same request may be sent again unchanged, with its idempotency key.",
    },
    metadata: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Facts that belong to the reason.",
    },
    fields: {
      type: "array",
      description: "What is wrong with the request, field by field, in the contract's spelling.",
      items: {
        type: "object",
        properties: { field: text("Such as amount.minor_units."), message: text("What a right value looks like.") },
        required: ["field", "message"],
      },
    },
    traceId: text("Quote it when you ask for help."),
  },
  required: ["type", "title", "status", "detail", "reason", "domain", "retryable", "fields", "traceId"],
};

const problem = { $ref: "#/components/responses/Problem" };

export const LIVE_TAG = { name: "live", description: "What happens, as it happens, by server-sent events." };

/** The two routes that no contract declares: server-sent events have no rpc. */
export const LIVE_PATHS = {
  "/v1/live-ticket": {
    post: {
      operationId: "live.ticket",
      tags: ["live"],
      summary: "A ticket for one live connection",
      description:
        "For browsers, whose EventSource cannot send a token. Good for 30 s and for one connection, at this gateway.",
      responses: {
        "200": {
          description: "The ticket.",
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: {
                  ticket: text("For GET /v1/live?ticket=…"),
                  expireTime: { type: "string", format: "date-time" },
                },
                required: ["ticket", "expireTime"],
              },
            },
          },
        },
        default: problem,
      },
    },
  },
  "/v1/live": {
    get: {
      operationId: "live.listen",
      tags: ["live"],
      summary: "What happens, as it happens",
      description:
        "Server-sent events: `event` is the type (payments.trade.paid, payments.trade.closed, payments.trade.refunded, payments.trade.refund_returned, supermarket.basket.paid), `id` the event's id, `data` its message in proto3 JSON. A wallet user hears their trades, staff their stores. Best effort: after a break read the state anew, nothing is sent again.",
      parameters: [
        {
          name: "ticket",
          in: "query",
          description: "Of POST /v1/live-ticket; or send a bearer token.",
          schema: { type: "string" },
        },
      ],
      responses: {
        "200": {
          description: "A stream without end.",
          content: { "text/event-stream": { schema: { type: "string" } } },
        },
        default: problem,
      },
    },
  },
} as const;
