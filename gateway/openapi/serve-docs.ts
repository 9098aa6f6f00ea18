import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ReasonRegistry } from "../../kernel/errors/reason.ts";
import type { Desk } from "../call/desk.ts";
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

/** /openapi.json, made from the contracts, and /docs, a page that shows it and calls its routes. */
export const serveDocs = (
  server: FastifyInstance,
  { contracts, rowOf }: Desk,
  reasons: readonly ReasonRegistry<string>[],
): void => {
  const document = JSON.stringify(makeOpenApi(contracts, rowOf, reasons));
  server.get("/openapi.json", (_request, reply) =>
    reply.type("application/json; charset=utf-8").header("cache-control", "no-cache").send(document),
  );
  for (const { path, file, type } of FILES) {
    const text = readFileSync(join(FOLDER, file), "utf8");
    server.get(path, (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).header("cache-control", "no-cache").send(text),
    );
  }
};
