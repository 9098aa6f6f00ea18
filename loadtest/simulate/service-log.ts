import { createLogger, type Logger } from "../../kernel/telemetry/logger.ts";
import type { Complain } from "./payment-rules.ts";

/** What the simulator itself throws into a service. */
const INJECTED = /the simulated disk failed|the process is dead|has been finalized|database is not open/;

/** The services' log: an error in it is a failure that nobody foresaw, unless the simulator itself made it. */
export const serviceLog = (print: ((line: string) => void) | undefined, complain: Complain): Logger => {
  const write = (line: string): void => {
    print?.(line.trimEnd());
    if (!line.includes('"level":"error"') || INJECTED.test(line)) return;
    complain(`a service logged an error: ${line.slice(0, 600)}`);
  };
  return createLogger({ level: print ? "warn" : "error", nodeId: "simulated", destination: { write } });
};
