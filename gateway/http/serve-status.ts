import type { FastifyInstance, FastifyRequest } from "fastify";
import { type CallOptions, type ServiceDefinition, serviceNameOf } from "../../kernel/contract/contract.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import type { Desk } from "../call/desk.ts";
import type { GatewayNode } from "../gateway-node.ts";
import { headerOf } from "./trace.ts";

const PROBE_MS = 1_000;
/** Probes within this time share one answer, so that asking cannot become a load. */
const PROBE_LIFE_MS = 1_000;

/** Whether the service answers: any reason of its own is an answer, silence is not. */
const answers = async (node: GatewayNode, definition: ServiceDefinition): Promise<boolean> => {
  const read = Object.entries(definition.methods).find(
    ([, { options }]) => options.idempotencyLevel === "NO_SIDE_EFFECTS",
  );
  if (!read) return true;
  const [name, { requestType }] = read;
  const client = node.client(definition) as unknown as Record<
    string,
    (request: unknown, options: CallOptions) => unknown
  >;
  try {
    const deadline = plusMs(node.clock.now(), PROBE_MS);
    await client[name]?.(requestType.decode(new Uint8Array()), {
      caller: { kind: "service", id: "gateway" },
      deadline,
    });
    return true;
  } catch (error) {
    return error instanceof ReasonError && !["UNAVAILABLE", "DEADLINE_EXCEEDED"].includes(error.row.code);
  }
};

const createProbe = (node: GatewayNode, definitions: readonly ServiceDefinition[]) => {
  let last: { readonly time: Date; readonly services: Promise<Readonly<Record<string, boolean>>> } | undefined;
  const probe = async () =>
    Object.fromEntries(
      await Promise.all(definitions.map(async (one) => [serviceNameOf(one), await answers(node, one)] as const)),
    );
  return () => {
    const now = node.clock.now();
    if (!last || plusMs(last.time, PROBE_LIFE_MS) <= now) last = { time: now, services: probe() };
    return last.services;
  };
};

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** From this machine itself, and not handed on by a proxy that stands on it. */
const isLocal = (request: FastifyRequest): boolean =>
  LOOPBACK.test(request.ip) && !headerOf(request, "x-forwarded-for") && !headerOf(request, "forwarded");

/** For whoever keeps the process running: /healthz (it lives), /readyz (which services answer; 503 while one does not), /metrics (Prometheus; for other machines where `openMetrics`). */
export const serveStatus = (server: FastifyInstance, { node, contracts }: Desk, openMetrics: boolean): void => {
  const probe = createProbe(node, contracts.definitions);
  server.get("/healthz", async () => ({ status: "ok", nodeId: node.nodeId }));
  server.get("/readyz", async (_request, reply) => {
    const services = await probe();
    const ready = Object.values(services).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", services });
  });
  server.get("/metrics", async (request, reply) => {
    if (!openMetrics && !isLocal(request)) throw commonReasons.error("ROUTE_NOT_FOUND");
    return reply.type(node.metrics.registry.contentType).send(await node.metrics.registry.metrics());
  });
};
