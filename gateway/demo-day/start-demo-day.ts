import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Config } from "../../kernel/config/config.ts";
import { ConfigError } from "../../kernel/config/read-config.ts";

/** A demo day that is played in a process of its own. */
export interface DemoDay {
  /** What its script told last: totals and masked names, fit for anybody (loadtest/demo-day/day-book.ts). Undefined before. */
  latest(): unknown;
  /** Begins it at the doors, which are open by now. */
  begin(address: string): void;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** A day can be played where its script finds the laboratory's line and the demonstration's people. */
const assertPlayable = ({ demo, services, mllp }: Config): void => {
  if (!demo || services !== "all")
    throw new ConfigError(
      "--demo plays with the demonstration's data, in a process that runs all: leave PAYWINDOW_DEMO on and SERVICES unset",
    );
  if (!mllp?.port)
    throw new ConfigError("--demo: PAYWINDOW_MLLP_PORT is needed where PAYWINDOW_PORT is left to chance");
};

/**
 * The day of `--demo`, which a script plays at the doors as any client would; whatever becomes of it, the platform goes on. Its lines go to our own output.
 * Undefined without `--demo`. @throws ConfigError where it cannot be played
 */
export const demoDayOf = (config: Config, script: string): DemoDay | undefined => {
  if (!config.demoDay) return undefined;
  assertPlayable(config);
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> | undefined;
  let told: unknown;
  return {
    latest: () => told,
    begin: (address) => {
      child = fork(script, [address, String(config.mllp?.port)]);
      child.on("message", (totals) => {
        told = totals;
      });
      // A script that does not even start has said why on our output.
      ended = once(child, "exit").catch(() => undefined);
    },
    stop: async () => {
      child?.kill("SIGTERM");
      await ended;
    },
  };
};
