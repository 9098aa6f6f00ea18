import type { Metrics } from "./metrics.ts";

/** Seconds: from what an in-process call takes to the longest deadline. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The door at which a call came in. */
export type RpcDoor = "grpc" | "action" | "http";

/** Rate, errors and duration of every rpc at one door (the RED method). */
export interface RpcMetrics {
  /** Counts a call that took so many seconds; `reason` where it was refused or failed. */
  observe(service: string, method: string, seconds: number, reason?: string): void;
}

/** Labels hold only names of the contract and reasons of the registries, so their number is bounded. */
export const rpcMetrics = (metrics: Metrics, door: RpcDoor): RpcMetrics => {
  const labels = ["door", "service", "method"];
  const calls = metrics.counter("paywindow_rpc_requests_total", "Calls answered, by rpc.", labels);
  const errors = metrics.counter("paywindow_rpc_errors_total", "Calls refused or failed, by rpc and reason.", [
    ...labels,
    "reason",
  ]);
  const durations = metrics.histogram(
    "paywindow_rpc_duration_seconds",
    "Time from a call's arrival to its answer, by rpc.",
    DURATION_BUCKETS,
    labels,
  );
  return {
    observe: (service, method, seconds, reason) => {
      const rpc = { door, service, method };
      calls.inc(rpc);
      durations.observe(rpc, seconds);
      if (reason !== undefined) errors.inc({ ...rpc, reason });
    },
  };
};
