import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ReasonRegistry } from "../../kernel/errors/reason.ts";
import { type Clock, systemClock } from "../../kernel/time/clock.ts";
import type { Desk } from "../call/desk.ts";
import { examplesAt } from "./examples.ts";
import { makeOpenApi } from "./make-openapi.ts";

const FOLDER = join(import.meta.dirname, "page");

/** The page's files, by the path under which they are served. They need nothing from elsewhere, so the page works without a network. */
const FILES: readonly { readonly path: string; readonly file: string; readonly type: string }[] = [
  { path: "/docs", file: "docs.html", type: "text/html" },
  { path: "/docs/docs.css", file: "docs.css", type: "text/css" },
  { path: "/docs/logo.svg", file: "logo.svg", type: "image/svg+xml" },
  ...["call", "comment", "docs", "form", "route", "samples", "shape", "sign-in", "words"].map((name) => ({
    ...{ path: `/docs/${name}.js`, file: `${name}.js`, type: "text/javascript" },
  })),
];

const HOUR_MS = 3_600_000;

/** The document as text; made again each hour at most, and only where somebody asks, because its examples name times that must not grow old. */
const documentOf = ({ contracts, rowOf }: Desk, reasons: readonly ReasonRegistry<string>[], clock: Clock) => {
  let [made, text] = [Number.NEGATIVE_INFINITY, ""];
  return (): string => {
    const now = clock.now();
    if (now.getTime() - made >= HOUR_MS)
      [made, text] = [
        now.getTime(),
        JSON.stringify(makeOpenApi(contracts, { rowOf, reasons, examples: examplesAt(now) })),
      ];
    return text;
  };
};

/** /openapi.json, made from the contracts, and /docs, a page that shows it and calls its routes. */
export const serveDocs = (
  server: FastifyInstance,
  desk: Desk,
  reasons: readonly ReasonRegistry<string>[],
  clock: Clock = systemClock,
): void => {
  const document = documentOf(desk, reasons, clock);
  server.get("/openapi.json", (_request, reply) =>
    reply.type("application/json; charset=utf-8").header("cache-control", "no-cache").send(document()),
  );
  for (const { path, file, type } of FILES) {
    const text = readFileSync(join(FOLDER, file), "utf8");
    server.get(path, (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).header("cache-control", "no-cache").send(text),
    );
  }
};
