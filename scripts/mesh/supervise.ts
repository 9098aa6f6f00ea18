import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { endWithUs } from "../../kernel/harness/end-with-us.ts";

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
  /** It drains and ends when the channel to it closes, which happens when the supervisor dies, however it dies; a program without one is ended then. */
  readonly channel: boolean;
}

/** A process that is started again whenever it ends, until it is stopped. */
export interface Supervised {
  readonly name: string;
  /** The process of now; undefined between two lives. */
  pid(): number | undefined;
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

class SupervisedProcess implements Supervised {
  readonly name: string;
  readonly #plan: ProcessPlan;
  readonly #print: PrintLine;
  #child: ChildProcess | undefined;
  #lives = 0;
  #shortLives = 0;
  #wanted = true;
  #opening = Promise.withResolvers<string>();
  #isReady = false;
  #wasEverReady = false;

  constructor(plan: ProcessPlan, print: PrintLine) {
    this.name = plan.name;
    this.#plan = plan;
    this.#print = print;
    this.#launch();
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  ready(): Promise<string> {
    return this.#opening.promise;
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#wanted = true;
    this.#launch();
    await this.#opening.promise;
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    const ending = this.#child;
    if (!ending) return;
    const gone = once(ending, "close");
    const killer = setTimeout(() => ending.kill("SIGKILL"), DRAIN_MS);
    ending.kill("SIGTERM");
    // One that was paused would never hear it.
    ending.kill("SIGCONT");
    await gone;
    clearTimeout(killer);
  }

  #launch(): void {
    const { command, args, firstArgs = [], env, channel } = this.#plan;
    const startTime = performance.now();
    // A group of its own: Ctrl-C reaches the supervisor alone, which drains in order.
    const child = spawn(command, this.#lives++ === 0 ? [...args, ...firstArgs] : args, {
      env,
      stdio: ["ignore", "pipe", "pipe", channel ? "ipc" : "ignore"],
      detached: true,
    });
    this.#child = child;
    if (!channel) endWithUs(child);
    const hear = (line: string): void => this.#hear(line);
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", hear);
    child.once("error", (error) => this.#say(error.message));
    child.once("close", (code, signal) => this.#ended(code, signal, performance.now() - startTime));
  }

  #hear(line: string): void {
    if (!this.#plan.dull?.test(line)) this.#say(line);
    const match = this.#plan.readyLine.exec(line);
    if (!match) return;
    this.#isReady = true;
    this.#wasEverReady = true;
    this.#opening.resolve(match[1] ?? "");
  }

  #ended(code: number | null, signal: string | null, lastedMs: number): void {
    this.#child = undefined;
    if (this.#isReady) this.#opening = Promise.withResolvers<string>();
    this.#isReady = false;
    // Whoever waits hears of it; nobody has to.
    this.#opening.promise.catch(() => {});
    if (!this.#wanted) return;
    if (code === WRONG_SETTING && !this.#wasEverReady) {
      this.#opening.reject(new Error(`${this.name} cannot start`));
      return;
    }
    this.#shortLives = lastedMs >= LASTED_MS ? 0 : this.#shortLives + 1;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, this.#shortLives - 1), MAX_WAIT_MS);
    this.#say(`ended with ${signal ?? code}; starting again in ${waitMs} ms`);
    setTimeout(() => {
      if (this.#wanted && !this.#child) this.#launch();
    }, waitMs).unref();
  }

  #say(text: string): void {
    this.#print(this.name, text);
  }
}

/** Starts the process and keeps it running. */
export const supervise = (plan: ProcessPlan, print: PrintLine): Supervised => new SupervisedProcess(plan, print);
