import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

/** A process that the mesh runs. */
export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added at the first start only (`--fresh`). */
  readonly firstArgs?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The line by which it says that it is open for business; its first group is what `ready` gives. */
  readonly readyLine: RegExp;
  /** Lines that nobody needs to read. */
  readonly dull?: RegExp;
  /** Opens a channel to it that closes when the supervisor dies, however it dies. */
  readonly channel: boolean;
}

/** A process that is started again whenever it ends, until it is stopped. */
export interface Supervised {
  readonly name: string;
  /** The process of now; undefined between two lives. */
  pid(): number | undefined;
  /** How often it was started again. */
  restarts(): number;
  /** Resolves when its present (or next) life is open for business. Rejects where it can never be: its first life ended by itself with 2, a wrong setting. */
  ready(): Promise<string>;
  /** Lets it drain, then starts it again; resolves when that is open for business. */
  restart(): Promise<void>;
  /** Lets it drain; it stays away. */
  stop(): Promise<void>;
}

/** Waits before it is started again: doubled from life to life that ends soon, and from the beginning after one that lasted. */
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 10_000;
const LASTED_MS = 10_000;
/** How long draining may take before it is killed. */
const DRAIN_MS = 20_000;
/** What main.ts ends with where a setting is wrong. */
const WRONG_SETTING = 2;

export type PrintLine = (name: string, line: string) => void;

/** Starts the process and keeps it running. */
export const supervise = (plan: ProcessPlan, print: PrintLine): Supervised => {
  let child: ChildProcess | undefined;
  let lives = 0;
  let shortLives = 0;
  let wanted = true;
  let opening = Promise.withResolvers<string>();
  let wasReady = false;
  let everReady = false;
  const say = (text: string) => print(plan.name, text);

  const hear = (line: string): void => {
    if (!plan.dull?.test(line)) say(line);
    const match = plan.readyLine.exec(line);
    if (!match) return;
    wasReady = true;
    everReady = true;
    opening.resolve(match[1] ?? "");
  };

  const ended = async (code: number | null, signal: string | null, lastedMs: number): Promise<void> => {
    child = undefined;
    if (wasReady) opening = Promise.withResolvers<string>();
    // Whoever waits hears of it; nobody has to.
    opening.promise.catch(() => {});
    if (!wanted) return;
    if (code === WRONG_SETTING && !everReady) return opening.reject(new Error(`${plan.name} cannot start`));
    wasReady = false;
    shortLives = lastedMs >= LASTED_MS ? 0 : shortLives + 1;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, shortLives - 1), MAX_WAIT_MS);
    say(`ended with ${signal ?? code}; starting again in ${waitMs} ms`);
    await pause(waitMs, undefined, { ref: false });
    if (wanted && !child) launch();
  };

  const launch = (): void => {
    const args = lives++ === 0 ? [...plan.args, ...(plan.firstArgs ?? [])] : [...plan.args];
    const startTime = performance.now();
    // A group of its own: Ctrl-C reaches the supervisor alone, which drains in order.
    const stdio = ["ignore", "pipe", "pipe", ...(plan.channel ? (["ipc"] as const) : [])] as const;
    const started = spawn(plan.command, args, { env: plan.env, stdio: [...stdio], detached: true });
    child = started;
    for (const stream of [started.stdout, started.stderr]) if (stream) createInterface(stream).on("line", hear);
    started.once("error", (error) => say(error.message));
    started.once("close", (code, signal) => void ended(code, signal, performance.now() - startTime));
  };

  const end = async (): Promise<void> => {
    wanted = false;
    const ending = child;
    if (!ending) return;
    const gone = once(ending, "close");
    const killer = setTimeout(() => ending.kill("SIGKILL"), DRAIN_MS);
    ending.kill("SIGTERM");
    // One that was paused would never hear it.
    ending.kill("SIGCONT");
    await gone;
    clearTimeout(killer);
  };

  launch();
  return {
    name: plan.name,
    pid: () => child?.pid,
    restarts: () => lives - 1,
    ready: () => opening.promise,
    restart: async () => {
      await end();
      wanted = true;
      wasReady = false;
      launch();
      await opening.promise;
    },
    stop: end,
  };
};
