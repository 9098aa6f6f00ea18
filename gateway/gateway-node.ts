import type { ClientFactory } from "../kernel/contract/contract.ts";
import type { EventListener } from "../kernel/events/event.ts";
import type { Logger } from "../kernel/telemetry/logger.ts";
import type { Metrics } from "../kernel/telemetry/metrics.ts";
import type { Clock } from "../kernel/time/clock.ts";

/** What the gateway needs of the node on which it runs. */
export interface GatewayNode {
  readonly nodeId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Typed clients of any service of the mesh. */
  readonly client: ClientFactory;
  /** Hears events for live screens, best effort; returns the function that stops it. */
  listen(listener: EventListener): () => void;
}
