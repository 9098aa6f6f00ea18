/** The goal: what an operator's dashboards ask of the registry is in it. The method: observe, and read the text that Prometheus would. */
import { expect, test } from "@jest/globals";
import { createMetrics } from "./metrics.ts";
import { collectProcessMetrics } from "./process-metrics.ts";
import { rpcMetrics } from "./rpc-metrics.ts";

test("requests, errors by reason and durations of every rpc, by door", async () => {
  const metrics = createMetrics();
  const grpc = rpcMetrics(metrics, "grpc");
  const action = rpcMetrics(metrics, "action");
  grpc.observe("paywindow.payments.v1.PaymentsService", "PayTrade", 0.02);
  grpc.observe("paywindow.payments.v1.PaymentsService", "PayTrade", 0.3, "BALANCE_SHORT");
  action.observe("paywindow.payments.v1.PaymentsService", "PayTrade", 0.01);
  const text = await metrics.registry.metrics();
  const rpc = 'service="paywindow.payments.v1.PaymentsService",method="PayTrade"';
  expect(text).toContain(`paywindow_rpc_requests_total{door="grpc",${rpc}} 2`);
  expect(text).toContain(`paywindow_rpc_requests_total{door="action",${rpc}} 1`);
  expect(text).toContain(`paywindow_rpc_errors_total{door="grpc",${rpc},reason="BALANCE_SHORT"} 1`);
  expect(text).not.toContain('paywindow_rpc_errors_total{door="action"');
  expect(text).toContain(`paywindow_rpc_duration_seconds_bucket{le="0.025",door="grpc",${rpc}} 1`);
});

test("the process's memory, CPU and event loop", async () => {
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  const text = await metrics.registry.metrics();
  for (const name of ["process_resident_memory_bytes", "process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds"])
    expect(text).toMatch(new RegExp(`^${name} [0-9.e+-]+$`, "m"));
});
