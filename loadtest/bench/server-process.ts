import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answers, Order } from "./messages.ts";

/** A measured process, as its parent sees it. */
export interface ServerProcess {
  readonly pid: number;
  /** Orders something and resolves to the answer; one order at a time. */
  ask<Name extends Order["do"]>(order: Extract<Order, { do: Name }>): Promise<Answers[Name]>;
  /** The most memory that it has had, in MB; undefined where the system does not tell. */
  peakMemoryMb(): number | undefined;
  /** Ends it and waits. */
  stop(): Promise<void>;
}

const SERVER = join(import.meta.dirname, "..", "bench-server.ts");
/** As `npm start` runs the platform. */
const NODE_FLAGS = ["--max-semi-space-size=8", "--disable-warning=ExperimentalWarning"];

interface Reply {
  readonly answer?: unknown;
  readonly error?: string;
}

/** Starts a process that waits for orders. */
export const forkServer = (): ServerProcess => {
  const child = fork(SERVER, { execArgv: NODE_FLAGS, serialization: "advanced" });
  const ended = once(child, "exit");
  const ask = async (order: Order): Promise<unknown> => {
    const reply = once(child, "message") as Promise<[Reply]>;
    child.send(order);
    const outcome = await Promise.race([reply, ended.then(() => undefined)]);
    if (!outcome) throw new Error(`the server ended while it was to ${order.do}`);
    if (outcome[0].error) throw new Error(`${order.do}: ${outcome[0].error}`);
    return outcome[0].answer;
  };
  return {
    pid: child.pid ?? 0,
    ask: ask as ServerProcess["ask"],
    peakMemoryMb: () => {
      try {
        const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
        return kilobytes ? Number(kilobytes) / 1_024 : undefined;
      } catch {
        return undefined;
      }
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await ask({ do: "stop" }).catch(() => child.kill("SIGKILL"));
      await ended;
    },
  };
};
