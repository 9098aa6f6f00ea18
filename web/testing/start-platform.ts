import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_MS = 20_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** The platform as `npm start` runs it, on ports and data of its own. */
export interface Platform {
  url: string;
  /** Where laboratories send. */
  mllpPort: number;
  /** A request to its HTTP door, as a program makes it. */
  request(path: string, init?: RequestInit): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

const whenReady = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`the platform did not start:\n${output}`)), START_MS);
    const onText = (text: Buffer) => {
      output += text;
      const url = output.match(/paywindow ready (http\S+)/)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on("data", onText);
    child.stderr?.on("data", onText);
    child.once("exit", (code) => reject(new Error(`the platform ended with ${code}:\n${output}`)));
  });

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => child.once("exit", () => resolve()));

/** Starts the platform in a process of its own, with the built pages and the demo data. `args`: as after `npm start --`. */
export const startPlatform = async (args: readonly string[] = []): Promise<Platform> => {
  if (!existsSync(join(ROOT, "web/dist/index.html")))
    throw new Error("the pages are not built: npm run test:web builds them");
  const dataDir = await mkdtemp(join(tmpdir(), "paywindow-web-"));
  const [httpPort, grpcPort, mllpPort] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(join(ROOT, "node_modules/.bin/node"), ["main.ts", ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"],
      PAYWINDOW_PORT: String(httpPort),
      PAYWINDOW_GRPC_PORT: String(grpcPort),
      PAYWINDOW_OUTSIDE_PORT: "0",
      PAYWINDOW_MLLP_PORT: String(mllpPort),
      PAYWINDOW_DATA: dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await whenReady(child);
  return {
    url,
    mllpPort,
    request: async (path, init) => {
      const headers = { "content-type": "application/json", ...init?.headers };
      return (await (await fetch(`${url}${path}`, { ...init, headers })).json()) as Record<string, unknown>;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await ended(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
