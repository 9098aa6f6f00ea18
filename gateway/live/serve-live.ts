import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EventListener } from "../../kernel/events/event.ts";
import { listen } from "../../kernel/events/event.ts";
import { allow, users } from "../access/grant.ts";
import type { Proof } from "../auth/authenticate.ts";
import type { Desk } from "../call/desk.ts";
import { messageToJson } from "../contract/transcode.ts";
import { headerOf } from "../http/trace.ts";
import { type LiveEvent, liveEvents, screenStaff, topicsOfCaller } from "./live-events.ts";
import { createLiveHub, type LiveHub } from "./live-hub.ts";
import { createLiveTickets, type LiveTickets } from "./live-tickets.ts";

/** Whoever has something to hear. */
const liveRow = [allow(users()), allow(screenStaff)];

/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;

const listenerOf = <Payload>(
  { event, messageName, topicsOf, shown = (payload) => payload }: LiveEvent<Payload>,
  desk: Desk,
  hub: LiveHub,
): EventListener => {
  const { registry } = desk.contracts;
  const type = registry.getMessage(messageName);
  if (!type) throw new Error(`${messageName} is not among the descriptors`);
  return listen(event, (payload, { eventId }) => {
    hub.publish(topicsOf(payload), () => {
      const json = messageToJson(type, event.codec, shown(payload), registry);
      return `id: ${eventId}\nevent: ${event.type}\ndata: ${json}\n\n`;
    });
  });
};

/** By ticket (a browser's EventSource) or by token (a program that streams). */
const proofOf = (desk: Desk, tickets: LiveTickets, request: FastifyRequest): Promise<Proof> | Proof => {
  const ticket = (request.query as { ticket?: unknown }).ticket;
  if (typeof ticket === "string") return tickets.redeem(ticket);
  return desk.admitCaller(liveRow, headerOf(request, "authorization"), request.ip);
};

/** Takes the answer out of fastify's hands and keeps it open until either side, the end of the token or the gateway's end closes it. */
const openScreen = (desk: Desk, hub: LiveHub, { caller, expireTime }: Proof, reply: FastifyReply): void => {
  hub.checkRoom(caller.id);
  reply.headers({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  reply.hijack();
  const sink = reply.raw;
  sink.on("error", () => sink.destroy());
  sink.writeHead(200, reply.getHeaders() as Record<string, string>);
  sink.write(`retry: ${RETRY_MS}\n\n`);
  hub.open({ callerId: caller.id, topics: topicsOfCaller(caller), sink });
  if (!expireTime) return;
  const timer = setTimeout(() => sink.end(), expireTime.getTime() - desk.node.clock.now().getTime());
  timer.unref();
  sink.once("close", () => clearTimeout(timer));
};

/**
 * Live screens (server-sent events): GET /v1/live, with a token or with a ticket of POST /v1/live-ticket. Best effort: what happens while a screen is away is
 * not sent again (no Last-Event-ID), so a screen reads its state anew whenever it connects. Returns how to end them all.
 */
export const serveLive = (server: FastifyInstance, desk: Desk): (() => void) => {
  const { node, limits } = desk;
  const hub = createLiveHub(limits, node.metrics);
  const tickets = createLiveTickets(node.clock, limits.liveTicketMs);
  const silence = Object.values(liveEvents).map((one) => node.listen(listenerOf(one as LiveEvent<unknown>, desk, hub)));
  server.post("/v1/live-ticket", async (request, reply) => {
    const proof = await desk.admitCaller(liveRow, headerOf(request, "authorization"), request.ip);
    return reply.header("cache-control", "no-store").send(tickets.issue(proof));
  });
  server.get("/v1/live", async (request, reply) => {
    openScreen(desk, hub, await proofOf(desk, tickets, request), reply);
    return reply;
  });
  return () => {
    for (const stop of silence) stop();
    hub.close();
  };
};
