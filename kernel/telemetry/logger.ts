import type { Logger as PinoLogger } from "pino";

/** pino's logger, with trace ids on every line and the redaction of kernel/telemetry. */
export type Logger = PinoLogger;
