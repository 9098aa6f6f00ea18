import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Desk } from "../call/desk.ts";
import { makeOpenApi } from "./make-openapi.ts";

const FOLDER = join(import.meta.dirname, "page");

/** The page's files, by the path under which they are served. They need nothing from elsewhere, so the page works without a network. */
const FILES = [
  { path: "/docs", file: "docs.html", type: "text/html" },
  { path: "/docs/docs.css", file: "docs.css", type: "text/css" },
  { path: "/docs/docs.js", file: "docs.js", type: "text/javascript" },
  { path: "/docs/form.js", file: "form.js", type: "text/javascript" },
] as const;

/** /openapi.json, made from the contracts, and /docs, a page that shows it and calls its routes. */
export const serveDocs = (server: FastifyInstance, { contracts, rowOf }: Desk): void => {
  const document = JSON.stringify(makeOpenApi(contracts, rowOf));
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
