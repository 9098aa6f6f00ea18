import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { findNatsServer, freePort } from "../../kernel/harness/nats-server.ts";
import type { ProcessPlan } from "./supervise.ts";

/** All but what it says when it is up, when it goes, and when something is wrong. */
const BANNER = /\[INF\](?!.*(?:Listening for client|Server is ready|Shutdown|Exiting))/;

/** A nats-server with JetStream on a free port of loopback, its streams below the data folder. @throws with the line to type where it is not installed. */
export const planNats = async (dataDir: string, fresh: boolean): Promise<{ url: string; plan: ProcessPlan }> => {
  const command = findNatsServer();
  const folder = resolve(dataDir, "nats");
  if (fresh) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const listen = ["-a", "127.0.0.1", "-p", String(port)];
  const args = [...listen, "-js", "-sd", folder];
  const plan = { name: "nats", command, args, env: process.env, readyLine: /Server is ready/, dull: BANNER };
  return { url: `nats://127.0.0.1:${port}`, plan: { ...plan, channel: false } };
};
