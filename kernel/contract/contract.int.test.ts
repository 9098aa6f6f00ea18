/**
 * Goal: a call means the same whether its service runs in this process or on another node: message, reason, caller, key, deadline and replay mark all
 * arrive. Method: the same cases through a local broker and through two brokers with Moleculer's in-memory transporter and CBOR; doors.mesh.test.ts runs
 * them over the real doors.
 */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { createBroker } from "../broker/create-broker.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { bindActions } from "./bind-actions.ts";
import { createClientFactory } from "./client.ts";
import { callCases, clock, type House, handlers, request, self } from "./testing/call-cases.ts";

const log = pino({ level: "silent" });

const open = async (where: "local" | "remote"): Promise<House> => {
  const namespace = `contract-${randomBytes(4).toString("hex")}`;
  const overrides =
    where === "remote" ? ({ namespace, transporter: "Fake", serializer: "CBOR" } as const) : { namespace };
  const answering = createBroker({ nodeId: "answering", log, overrides });
  answering.createService(
    bindActions({
      definition: PaymentsServiceDefinition,
      handlers: handlers as never,
      clock,
      log,
      metrics: createMetrics(),
    }),
  );
  const calling = where === "remote" ? createBroker({ nodeId: "calling", log, overrides }) : answering;
  await answering.start();
  if (calling !== answering) await calling.start();
  if (where === "remote") await calling.waitForServices("payments", 5_000);
  const client = createClientFactory({ broker: calling, clock, self: self });
  const stop = async () => {
    if (calling !== answering) await calling.stop();
    await answering.stop();
  };
  return { payments: client(PaymentsServiceDefinition), stop };
};

describe.each(["local", "remote"] as const)("a call to a %s service", (where) => callCases(() => open(where)));

test("a service that no node runs is UNAVAILABLE by name", async () => {
  const broker = createBroker({ nodeId: "alone", log, overrides: { namespace: randomBytes(4).toString("hex") } });
  await broker.start();
  const payments = createClientFactory({ broker, clock, self: self })(PaymentsServiceDefinition);
  const call = payments.payTrade(request("milk"), { idempotencyKey: "k" });
  await expect(call).rejects.toMatchObject({ reason: "SERVICE_UNAVAILABLE", metadata: { service: "payments" } });
  await broker.stop();
});

test("every common reason has a message in both languages", () => {
  for (const [reason, row] of Object.entries(commonReasons.rows))
    expect([reason, row.zh.length > 0, row.en.length > 0]).toEqual([reason, true, true]);
});
