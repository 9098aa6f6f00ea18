import { fork } from "node:child_process";
import { once } from "node:events";
import type { Logger } from "../../kernel/telemetry/logger.ts";

/** A demo day that is played in a process of its own. */
export interface DemoDay {
  /** What its script told last: totals and masked names, fit for anybody (loadtest/demo-day/day-book.ts). Undefined before. */
  latest(): unknown;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** Plays a script at a door, as any client would; whatever becomes of it, the platform goes on. Its lines go to our own output. */
export const startDemoDay = (script: string, args: readonly string[], log: Logger): DemoDay => {
  const child = fork(script, args);
  const ended = once(child, "exit").catch((error: unknown) => log.error({ err: error }, "the demo day did not begin"));
  let told: unknown;
  child.on("message", (totals) => {
    told = totals;
  });
  return {
    latest: () => told,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};
