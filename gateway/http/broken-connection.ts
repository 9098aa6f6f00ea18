import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { gatewayReasons } from "../errors.ts";
import { PROBLEM_TYPE, problemOf, statusOf } from "./problem.ts";

/** What Node's HTTP parser finds wrong, by its error codes; everything else is malformed. */
const PARSER_REASONS = {
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TOO_SLOW",
} as const;

const NO_TRACE = "0".repeat(32);

/** A whole answer in the default language, since no wish for another could be read. */
const answerOf = (code: string | undefined): string => {
  const name = PARSER_REASONS[code as keyof typeof PARSER_REASONS] ?? "HTTP_MALFORMED";
  const reason = gatewayReasons.error(name);
  const status = statusOf(reason);
  const body = JSON.stringify(problemOf(reason, "zh", NO_TRACE));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
};

/** The requests of a connection that are read and not yet answered. */
type Waiting = Map<IncomingMessage, ServerResponse>;

/**
 * Answers what was never a request, then closes the connection. Good requests that came before it on the same connection get their own answers first: a
 * payment must not be told "400" for the garbage behind it.
 */
export const createConnectionGuard = () => {
  const connections = new WeakMap<Socket, Waiting>();
  const broken = new WeakSet<Socket>();

  const refuse = (socket: Socket, code: string | undefined): void => {
    if (socket.writable) socket.end(answerOf(code), () => socket.destroy());
    else socket.destroy();
  };

  return {
    watch: (server: Server): void => {
      server.on("request", (request, response) => {
        const waiting: Waiting = connections.get(request.socket) ?? new Map();
        connections.set(request.socket, waiting.set(request, response));
        response.once("close", () => waiting.delete(request));
      });
    },
    handle: (error: { readonly code?: string }, socket: Socket): void => {
      if (broken.has(socket)) return;
      broken.add(socket);
      const ahead = [...(connections.get(socket) ?? [])].filter(([request]) => request.complete);
      let left = ahead.length;
      if (left === 0) refuse(socket, error.code);
      for (const [, response] of ahead)
        response.once("close", () => {
          left -= 1;
          if (left === 0) refuse(socket, error.code);
        });
    },
  };
};
