import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { OutsideParts } from "../outside-parts.ts";
import { answerRequest, type Line } from "./answer-request.ts";
import type { Front } from "./front.ts";

/** The longest request; those of the real parties are shorter. */
const MAX_BODY_BYTES = 65_536;

/** Where the parties say under which address they are reached, beside their keys. */
const ADDRESS_FILE = "address";

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** `/wechat-like/v3/…` is for the WeChat-like party, which sees `/v3/…`. */
const frontOf = (fronts: readonly Front[], url: string): { front: Front; path: string } | undefined => {
  const front = fronts.find(({ channelId }) => url.startsWith(`/${channelId}/`));
  return front && { front, path: url.slice(front.channelId.length + 1) };
};

const serve = async (line: Line, fronts: readonly Front[], request: IncomingMessage, response: ServerResponse) => {
  const found = frontOf(fronts, request.url ?? "");
  const body = await readBody(request);
  if (!found || body === undefined) return void response.writeHead(found ? 413 : 404).end();
  const { method = "", headers } = request;
  const outcome = await answerRequest(line, found.front, { method, headers, body, path: found.path });
  if (outcome === "broken") return void request.socket.destroy();
  response.writeHead(outcome.status, outcome.headers).end(outcome.body);
};

/** Written whole, then moved into place: whoever reads it reads an address. */
const tellAddress = async (folder: string, url: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${ADDRESS_FILE}.${process.pid}`);
  await writeFile(draft, url);
  await rename(draft, join(folder, ADDRESS_FILE));
};

/** The parties' open port. */
export interface OpenPort {
  /** `http://127.0.0.1:8083` */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the parties' port and says where it is. */
export const openPort = async (parts: OutsideParts, fronts: readonly Front[]): Promise<OpenPort> => {
  const { config, clock, faults, log } = parts;
  const crash = (): never => {
    process.kill(process.pid, "SIGKILL");
    throw new Error("the process was to end here");
  };
  const server = createServer((request, response) => {
    serve({ clock, faults, crash }, fronts, request, response).catch((err: unknown) => {
      log.error({ err }, "an outside party failed on a request");
      if (response.headersSent) request.socket.destroy();
      else response.writeHead(500).end();
    });
  });
  await Promise.all(fronts.map((front) => front.prepare()));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(config.outsidePort, config.host, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const host = config.host === "0.0.0.0" ? "127.0.0.1" : config.host;
  const url = `http://${host}:${port}`;
  await tellAddress(config.outsideKeysDir, url);
  return {
    url,
    close: async () => {
      await rm(join(config.outsideKeysDir, ADDRESS_FILE), { force: true });
      server.close();
      server.closeAllConnections();
    },
  };
};
