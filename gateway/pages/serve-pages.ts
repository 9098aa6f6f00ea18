import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SOUND_WORKER_POLICY } from "../http/security-headers.ts";
import { headerOf } from "../http/trace.ts";

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>paywindow</title><h1>页面尚未构建</h1><p>运行 <code>npm start</code> 会构建页面；接口文档在 <a href="/docs">/docs</a>。</p>
<h1 lang="en">The pages are not built yet</h1><p lang="en"><code>npm start</code> builds them; the routes are at <a href="/docs">/docs</a>.</p></html>`;

/** Vite names what it builds by its content, so a name never changes its meaning; index.html names them and is asked for anew each time. */
const cachingOf = (path: string): string =>
  /[\\/]assets[\\/]/.test(path) ? "public, max-age=31536000, immutable" : "no-cache";

const isSoundWorker = (path: string): boolean => /[\\/]assets[\\/]sound-worker-[^\\/]+\.js$/.test(path);

/** A browser that goes to a page, as opposed to a program that calls a route or a page that asks for a file. */
const isNavigation = (request: FastifyRequest): boolean => {
  const path = request.url.split("?", 1)[0] ?? "";
  const isPage = !path.startsWith("/v1/") && !/\.[^/]*$/.test(path);
  return isPage && request.method === "GET" && (headerOf(request, "accept") ?? "").includes("text/html");
};

export interface Pages {
  /** Answers a navigation with the pages' one document, whose own router knows the path; false: it is none. */
  answer(request: FastifyRequest, reply: FastifyReply): boolean;
}

/** The built pages of web/dist. Where they are missing a page says how to build them. */
export const servePages = async (server: FastifyInstance, webRoot: string): Promise<Pages> => {
  const isBuilt = existsSync(join(webRoot, "index.html"));
  if (isBuilt)
    await server.register(fastifyStatic, {
      root: webRoot,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header("cache-control", cachingOf(path));
        if (isSoundWorker(path)) reply.header("content-security-policy", SOUND_WORKER_POLICY);
      },
    });
  return {
    answer: (request, reply) => {
      if (!isNavigation(request)) return false;
      if (isBuilt) reply.sendFile("index.html");
      else reply.code(503).type("text/html; charset=utf-8").header("cache-control", "no-store").send(NOT_BUILT);
      return true;
    },
  };
};
