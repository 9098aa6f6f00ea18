import { collectDefaultMetrics } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** Memory, CPU, event-loop lag, garbage collection and handles of this process, read when the registry is scraped. Called once per registry. */
export const collectProcessMetrics = (metrics: Metrics): void => collectDefaultMetrics({ register: metrics.registry });
