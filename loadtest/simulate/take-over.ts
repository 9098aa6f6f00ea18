import crypto from "node:crypto";
import http from "node:http";
import { createRequire, syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import type { Dice } from "./dice.ts";
import { type Mortal, type Planned, type VirtualTime, whoRuns } from "./virtual-time.ts";

/** What of the real machine the simulator itself still needs. */
export interface RealMachine {
  /** Resolves when every promise that can go on has gone on. */
  settle(): Promise<void>;
  /** Milliseconds of the real clock. */
  elapsed(): number;
}

export interface TakeOver {
  readonly time: VirtualTime;
  readonly dice: Dice;
  /** Plans what was to run at the end of the event loop's turn: the stores' group commits. */
  readonly planCommit: (commit: () => void, owner: Mortal | undefined) => void;
  /** Stands where node:http's `request` stood: whoever is called over HTTP is simulated. */
  readonly request: typeof http.request;
}

/**
 * Replaces this process's time and chance by the simulation's: timers, clocks and node:crypto's randomness, for our code and for every library alike, so
 * that nothing has to be built for the simulator and nothing can escape it. To be called before any of that code is loaded. There is no way back: a
 * process runs one simulation.
 */
export const takeOver = ({ time, dice, planCommit, request }: TakeOver): RealMachine => {
  const { setImmediate: realImmediate } = globalThis;
  const realNow = performance.now.bind(performance);
  takeTimers(time, planCommit);
  takeClocks(time);
  takeChance(dice);
  takePasswords(time);
  Object.assign(http, { request });
  syncBuiltinESMExports();
  return {
    settle: () => new Promise((resolve) => void realImmediate(resolve)),
    elapsed: realNow,
  };
};

/** What setTimeout gives back, as far as anybody uses it. */
class VirtualTimer {
  planned: Planned | undefined;

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  clear(): void {
    if (this.planned) this.planned.run = undefined;
    this.planned = undefined;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}

type Callback = (...args: unknown[]) => void;

const onceOn =
  (time: VirtualTime, label: string) =>
  (callback: Callback, delayMs: number | undefined, ...args: unknown[]): VirtualTimer => {
    const timer = new VirtualTimer();
    timer.planned = time.plan(label, Math.max(1, delayMs ?? 0), () => callback(...args));
    return timer;
  };

const repeatedOn =
  (time: VirtualTime) =>
  (callback: Callback, delayMs: number | undefined, ...args: unknown[]): VirtualTimer => {
    const timer = new VirtualTimer();
    const again = (): void => {
      timer.planned = time.plan("interval", Math.max(1, delayMs ?? 0), () => {
        again();
        callback(...args);
      });
    };
    again();
    return timer;
  };

/** node:timers/promises' setTimeout. */
const sleepOn = (time: VirtualTime) => {
  const once = onceOn(time, "sleep");
  return (delayMs: number, value: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = once(() => resolve(value), delayMs);
      signal?.addEventListener("abort", () => {
        timer.clear();
        reject(signal.reason);
      });
    });
};

const takeTimers = (time: VirtualTime, planCommit: TakeOver["planCommit"]): void => {
  const clear = (timer: unknown): void => (timer instanceof VirtualTimer ? timer.clear() : undefined);
  Object.assign(globalThis, {
    setTimeout: onceOn(time, "timer"),
    setInterval: repeatedOn(time),
    setImmediate: (callback: Callback, ...args: unknown[]) => planCommit(() => callback(...args), whoRuns.getStore()),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Object.assign(timersPromises, { setTimeout: sleepOn(time) });
  const deadline = onceOn(time, "deadline");
  AbortSignal.timeout = (delayMs) => {
    const controller = new AbortController();
    deadline(() => controller.abort(new DOMException("the time is over", "TimeoutError")), delayMs);
    return controller.signal;
  };
};

const takeClocks = (time: VirtualTime): void => {
  const RealDate = Date;
  const now = (): number => Math.floor(time.now);
  class Virtual extends RealDate {
    static override now = now;

    constructor(...args: [] | [number]) {
      if (args.length === 0) super(now());
      else super(...args);
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof RealDate;
    }
  }
  // Mongoose tells types by the name of their class.
  Object.defineProperty(Virtual, "name", { value: "Date" });
  globalThis.Date = Virtual as unknown as DateConstructor;
  const start = time.now;
  performance.now = () => time.now - start;
};

const takeChance = (dice: Dice): void => {
  const randomInt = (min: number, max?: number): number =>
    max === undefined ? dice.below(min) : dice.between(min, max - 1);
  const randomUUID = (): string => {
    const hex = dice.bytes(16).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  Object.assign(crypto, { randomInt, randomUUID, randomBytes: (size: number) => dice.bytes(size) });
  Math.random = () => dice.fraction();
};

/** How long a password's hash takes. */
const HASH_MS = 40;

/** argon2id runs on threads that no virtual time reaches, and for too long: a hash by SHA-256 that takes its time stands in for it. */
const takePasswords = (time: VirtualTime): void => {
  const hashOf = (password: string): string => crypto.createHash("sha256").update(password).digest("hex");
  const argon2 = createRequire(import.meta.url)("@node-rs/argon2") as object;
  Object.assign(argon2, {
    hash: async (password: string): Promise<string> => {
      await time.sleep(HASH_MS, "password hash");
      return hashOf(password);
    },
    verify: async (hash: string, password: string): Promise<boolean> => {
      await time.sleep(HASH_MS, "password hash");
      return hash === hashOf(password);
    },
  });
};
