/**
 * Goal: both remote doors carry a call as the local one does, and a service that is away is told by its name, soon, whichever way it went away.
 * Method: the cases of contract.int.test.ts over a real nats-server with either door; then brokers whose answering side vanishes without a word.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { createBroker } from "../broker/create-broker.ts";
import { startCutLine } from "../harness/cut-line.ts";
import { startMeshNodes } from "../harness/mesh-nodes.ts";
import { type NatsServer, startNatsServer } from "../harness/nats-server.ts";
import { defineService } from "../node/service-module.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { bindActions } from "./bind-actions.ts";
import { createClientFactory } from "./client.ts";
import { callCases, clock, type House, handlers, request, self } from "./testing/call-cases.ts";

const log = pino({ level: "silent" });
const answering = defineService(PaymentsServiceDefinition, async () => ({ handlers }));

const openMesh = async (door: "nats" | "grpc"): Promise<House> => {
  const [front] = await startMeshNodes(1, { modules: [answering], door, clock });
  return { payments: front!.as(self, PaymentsServiceDefinition), stop: front!.stop };
};

describe.each(["nats", "grpc"] as const)("a call over %s", (door) => callCases(() => openMesh(door)));

describe("a service that goes away while calls wait for it", () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.close());

  /** A caller and `count` answering brokers, each with a line to the server of its own that can be cut. */
  const openLines = async (count: number) => {
    const overrides = { namespace: randomBytes(4).toString("hex") };
    const metrics = createMetrics();
    const lines = await Promise.all(Array.from({ length: count }, () => startCutLine(nats.url)));
    const answerers = lines.map((line, index) =>
      createBroker({ nodeId: `answering-${index}`, natsUrl: line.url, log, overrides }),
    );
    for (const broker of answerers) {
      const definition = PaymentsServiceDefinition;
      broker.createService(bindActions({ definition, handlers: handlers as never, clock: systemClock, log, metrics }));
      await broker.start();
    }
    const own = await startCutLine(nats.url);
    const calling = createBroker({ nodeId: "calling", natsUrl: own.url, log, overrides });
    await calling.start();
    await calling.waitForServices("payments", 5_000);
    const payments = createClientFactory({ broker: calling, clock: systemClock, self })(PaymentsServiceDefinition);
    const stop = async () => {
      for (const line of [...lines, own]) line.mend();
      for (const broker of [calling, ...answerers]) await broker.stop();
      for (const line of [...lines, own]) await line.close();
    };
    return { payments, lines, own, stop };
  };

  const away = { reason: "SERVICE_UNAVAILABLE", metadata: { service: "payments" } };
  const key = { idempotencyKey: "k-1" };
  const aMinute = () => ({ ...key, deadline: new Date(Date.now() + 60_000) });

  /** Resolves when the call is answered. */
  const until = async (call: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await call();
        return;
      } catch {
        await pause(50);
      }
    }
  };

  test("its connection breaks: UNAVAILABLE by name though the deadline is far, and it is called again when it is back", async () => {
    const { payments, lines, stop } = await openLines(1);
    const call = payments.payTrade(request("slow"), aMinute());
    lines[0]!.cut();
    await expect(call).rejects.toMatchObject(away);
    await expect(payments.payTrade(request("milk"), aMinute())).rejects.toMatchObject(away);
    lines[0]!.mend();
    await until(() => payments.payTrade(request("milk"), aMinute()));
    await stop();
  });

  test("its line is silent but stands: UNAVAILABLE by name though the deadline is far", async () => {
    const { payments, lines, stop } = await openLines(1);
    lines[0]!.hold();
    await expect(payments.payTrade(request("milk"), aMinute())).rejects.toMatchObject(away);
    lines[0]!.mend();
    await until(() => payments.payTrade(request("milk"), aMinute()));
    await stop();
  });

  test.each(["cut", "hold"] as const)(
    "of two nodes one is lost (%s): the other answers, also what the first had begun",
    async (how) => {
      const { payments, lines, stop } = await openLines(2);
      const calls = [1, 2, 3, 4].map(() => payments.payTrade(request("slow"), aMinute()));
      lines[0]![how]();
      expect((await Promise.all(calls)).map(({ subject }) => subject)).toEqual(["slow", "slow", "slow", "slow"]);
      await stop();
    },
  );

  test("the caller's own line breaks: UNAVAILABLE by name, and it calls again when it is whole", async () => {
    const { payments, own, stop } = await openLines(1);
    const call = payments.payTrade(request("slow"), aMinute());
    own.cut();
    await expect(call).rejects.toMatchObject(away);
    await expect(payments.payTrade(request("milk"), aMinute())).rejects.toMatchObject(away);
    own.mend();
    await until(() => payments.payTrade(request("milk"), aMinute()));
    await stop();
  });

  test("a deadline ends the call first where it comes first", async () => {
    const { payments, lines, stop } = await openLines(1);
    lines[0]!.hold();
    const soon = { ...key, deadline: new Date(Date.now() + 300) };
    await expect(payments.payTrade(request("milk"), soon)).rejects.toMatchObject({ reason: "DEADLINE_PASSED" });
    await stop();
  });
});
