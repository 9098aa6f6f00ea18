import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { TickProcess } from "./tick-process.ts";

/** A process of ticks that a test kills. */
export interface DoomedProcess {
  /** The numbers that it has said to be committed. */
  readonly committed: readonly number[];
  /** Resolves when it has said so many. */
  saidAtLeast(count: number): Promise<void>;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** Resolves with the signal or code that it ended with. */
  readonly ended: Promise<string>;
}

const SCRIPT = fileURLToPath(new URL("./tick-process.ts", import.meta.url));

/** Starts it; resolves when it runs (or has ended, where its task is to die). */
export const startDoomed = async (task: TickProcess): Promise<DoomedProcess> => {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(task)], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit").then(([code, signal]) => String(signal ?? code));
  const committed: number[] = [];
  const waiting = new Set<() => void>();
  let isReady = false;
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "ready") isReady = true;
      else committed.push(Number(line));
    }
    for (const wake of waiting) wake();
  });
  const until = (isSo: () => boolean): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => void (isSo() && resolve());
    waiting.add(wake);
    wake();
    return Promise.race([promise, exited]).finally(() => waiting.delete(wake));
  };
  await until(() => isReady);
  return {
    committed,
    saidAtLeast: async (count) => {
      await until(() => committed.length >= count);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    ended: exited,
  };
};
