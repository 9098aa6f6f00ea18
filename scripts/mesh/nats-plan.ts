import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findNatsServer, freePort } from "../../kernel/harness/nats-server.ts";
import type { ProcessPlan } from "./supervise.ts";

const PID_FILE = "nats-server.pid";
/** All but what it says when it is up, when it goes, and when something is wrong. */
const BANNER = /\[INF\](?!.*(?:Listening for client|Server is ready|Shutdown|Exiting))/;
const TRIES = 100;
const TRY_PAUSE_MS = 50;

/** The command line of a process; empty where there is none. */
const commandOf = (pid: string): string => {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", pid], { encoding: "utf8" });
  } catch {
    return "";
  }
};

/** Ends the server that a supervisor which was killed left behind: two of them on one folder would destroy each other's streams. */
const endLeftover = async (folder: string): Promise<void> => {
  const file = join(folder, PID_FILE);
  if (!existsSync(file)) return;
  const pid = readFileSync(file, "utf8").trim();
  const isOurs = () => commandOf(pid).includes(folder);
  if (isOurs()) process.kill(Number(pid), "SIGTERM");
  for (let tries = 0; isOurs() && tries < TRIES; tries++) await pause(TRY_PAUSE_MS);
};

/** A nats-server with JetStream on a free port of loopback, its streams below the data folder. @throws with the line to type where it is not installed. */
export const planNats = async (dataDir: string, fresh: boolean): Promise<{ url: string; plan: ProcessPlan }> => {
  const command = findNatsServer();
  const folder = resolve(dataDir, "nats");
  await endLeftover(folder);
  if (fresh) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const listen = ["-a", "127.0.0.1", "-p", String(port)];
  const args = [...listen, "-js", "-sd", folder, "-P", join(folder, PID_FILE)];
  const plan = { name: "nats", command, args, env: process.env, readyLine: /Server is ready/, dull: BANNER };
  return { url: `nats://127.0.0.1:${port}`, plan: { ...plan, channel: false } };
};
