import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** The node's Prometheus registry, and get-or-create for its instruments so that services on one node share names. */
export interface Metrics {
  readonly registry: Registry;
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
}

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const known = <T>(name: string, make: () => T): T => (registry.getSingleMetric(name) as T | undefined) ?? make();
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) =>
      known(name, () => new Counter({ name, help, labelNames: [...labels], registers })),
    gauge: (name, help, labels = []) =>
      known(name, () => new Gauge({ name, help, labelNames: [...labels], registers })),
    histogram: (name, help, buckets, labels = []) =>
      known(name, () => new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers })),
  };
};
