import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithUs } from "./end-with-us.ts";

/** A real nats-server with JetStream, for a test: on loopback, on a free port, in a folder of its own. */
export interface NatsServer {
  readonly url: string;
  /** Where it keeps its streams. */
  readonly folder: string;
  /** Starts it again on the same port after `stop` or `kill`; `wiped` empties its folder first, so that its streams are gone. */
  start(options?: { wiped?: boolean }): Promise<void>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

const usualFolders = (): string[] => [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/bin"];

/** Where nats-server is; Debian installs it outside the PATH of ordinary users. @throws with the line to type where it is not installed. */
export const findNatsServer = (folders: readonly string[] = usualFolders()): string => {
  const binary = folders.map((folder) => join(folder, "nats-server")).find((path) => existsSync(path));
  if (binary) return binary;
  throw new Error(
    "nats-server is not installed. Debian and Ubuntu: `sudo apt-get install -y nats-server`; macOS: `brew install nats-server`",
  );
};

/** Below the ports that systems hand out by themselves, so that nobody gets one while its owner is away for a restart. */
const PORTS = { from: 20_000, below: 32_000 };

/** A port of loopback that nobody has now. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const server = createServer().listen(randomInt(PORTS.from, PORTS.below), "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
  }
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("data", () => end(true));
    socket.once("error", () => end(false));
  });

const START_TRIES = 400;
const TRY_PAUSE_MS = 25;

const launch = async (binary: string, port: number, folder: string): Promise<ChildProcess> => {
  const child = spawn(binary, ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", folder], { stdio: "ignore" });
  endWithUs(child);
  for (let tries = 0; tries < START_TRIES; tries++) {
    if (child.exitCode !== null) throw new Error(`nats-server ended with code ${child.exitCode}`);
    if (await answers(port)) return child;
    await sleep(TRY_PAUSE_MS);
  }
  child.kill("SIGKILL");
  throw new Error(`nats-server does not answer on port ${port}`);
};

/** Prepares a server; `started: false` leaves it off, at a port where nobody answers yet. */
export const startNatsServer = async ({ started = true } = {}): Promise<NatsServer> => {
  const binary = findNatsServer();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "paywindow-nats-"));
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const exited = once(ending, "exit");
    ending.kill(signal);
    await exited;
  };
  const server: NatsServer = {
    url: `nats://127.0.0.1:${port}`,
    folder,
    start: async ({ wiped = false } = {}) => {
      if (wiped) rmSync(folder, { recursive: true, force: true });
      child = await launch(binary, port, folder);
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    close: async () => {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (started) await server.start();
  return server;
};
