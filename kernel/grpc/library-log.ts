import { logVerbosity, setLogger, setLogVerbosity } from "@grpc/grpc-js";
import type { Logger } from "../telemetry/logger.ts";

/** What grpc-js says when an entry cannot be read; the entry's value follows the colon and may be a secret. */
const BAD_ENTRY = /^(Failed to add metadata entry [\w.-]+):.*$/s;

/**
 * Sends grpc-js's own messages to the node's log instead of the standard error output, where it would print refused metadata with their values. The last
 * caller's logger takes them: grpc-js has one logger per process.
 */
export const routeLibraryLog = (log: Logger): void => {
  const warn = (message?: unknown) =>
    log.warn({ library: "grpc-js" }, String(message).replace(BAD_ENTRY, "$1").slice(0, 300));
  setLogger({ error: warn, info: warn, debug: () => {} });
  setLogVerbosity(logVerbosity.ERROR);
};
