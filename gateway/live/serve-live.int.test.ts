/** Live screens hear what concerns them and nothing else, and none can hold the gateway up. Method: real connections to the real gateway, events emitted as after a commit. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { Refund, Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { DoorLimits } from "../limits/door-limits.ts";
import { type Persona, startTestGateway, type TestGateway } from "../testing/test-gateway.ts";
import { liveEvents } from "./live-events.ts";

let gateway: TestGateway;
const start = async (limits: Partial<DoorLimits> = {}) => {
  gateway = await startTestGateway({ limits });
};
afterEach(() => gateway.stop());

const aTrade = (changes: object = {}) => ({
  ...Trade.create(),
  ...{ tradeId: "trd_1", merchantTradeId: "T1", merchantId: "mer_demomarket", storeId: "str_demomarket1" },
  ...{ subject: "苹果", state: 3 as const, payerUserId: "usr_demoshopper1", payerDisplayName: "*小明" },
  amount: { minorUnits: 1050n, currencyCode: "CNY" },
  ...changes,
});

interface Screen {
  readonly status: number;
  readonly headers: Headers;
  /** Everything heard until `text` has come, or until the end. */
  hear(text: string): Promise<string>;
  close(): Promise<void>;
}

const screen = async (query: string, token?: string): Promise<Screen> => {
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  const response = await fetch(`${gateway.httpAddress}/v1/live${query}`, { headers });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  return {
    ...{ status: response.status, headers: response.headers },
    hear: async (text) => {
      while (!heard.includes(text)) {
        const { value, done } = await reader.read();
        if (done) break;
        heard += value;
      }
      return heard;
    },
    close: () => reader.cancel(),
  };
};

const ticketOf = async (persona: Persona): Promise<string> =>
  (await (await gateway.as(persona)).post("/v1/live-ticket", undefined)).body.ticket;

const screenOf = async (persona: Persona) => screen(`?ticket=${await ticketOf(persona)}`);

test("an event is heard as proto JSON with its type and id", async () => {
  await start();
  const wallet = await screenOf("user");
  expect(wallet.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  gateway.node.emit(liveEvents.tradePaid.event, { trade: aTrade() }, "evt_1");
  const heard = await wallet.hear("\n\nid: ");
  const [, id, event, data] = /id: (.*)\nevent: (.*)\ndata: (.*)\n\n$/.exec(heard) ?? [];
  expect([id, event]).toEqual(["evt_1", "payments.trade.paid"]);
  expect(JSON.parse(data ?? "")).toMatchObject({
    trade: { tradeId: "trd_1", state: "TRADE_STATE_SUCCESS", amount: { minorUnits: "1050", currencyCode: "CNY" } },
  });
  await wallet.close();
});

test("each hears what concerns them: payers their trades, tills their store, others nothing", async () => {
  await start();
  const [payer, stranger, till, otherTill] = await Promise.all(
    (["user", "otherUser", "cashier", "otherCashier"] as const).map(screenOf),
  );
  const emit = gateway.node.emit;
  const receipt = { receiptId: "rcp_1", storeId: "str_demomarket1", lines: [] };
  emit(liveEvents.tradePaid.event, { trade: aTrade() }, "evt_paid");
  emit(liveEvents.tradeClosed.event, { trade: aTrade({ payerUserId: "" }) }, "evt_closed");
  emit(liveEvents.tradeRefunded.event, { refund: Refund.fromPartial({ trade: aTrade() }) }, "evt_refunded");
  emit(liveEvents.tradeRefundReturned.event, { refund: Refund.fromPartial({ trade: aTrade() }) }, "evt_returned");
  emit(liveEvents.basketPaid.event, { receipt: receipt as never, payerUserId: "usr_demoshopper1" }, "evt_basket");
  const last = aTrade({ storeId: "str_othermarket1", payerUserId: "usr_demoshopper2" });
  emit(liveEvents.tradePaid.event, { trade: last }, "evt_other");
  const idsOf = (heard: string) => [...heard.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
  expect(idsOf(await payer!.hear("evt_returned"))).toEqual(["evt_paid", "evt_refunded", "evt_returned"]);
  expect(idsOf(await till!.hear("evt_basket"))).toEqual([
    ...["evt_paid", "evt_closed", "evt_refunded", "evt_returned", "evt_basket"],
  ]);
  expect(idsOf(await stranger!.hear("evt_other"))).toEqual(["evt_other"]);
  expect(idsOf(await otherTill!.hear("evt_other"))).toEqual(["evt_other"]);
  await Promise.all([payer, stranger, till, otherTill].map((one) => one!.close()));
});

test("a ticket opens one screen, once", async () => {
  await start();
  const ticket = await ticketOf("user");
  const first = await screen(`?ticket=${ticket}`);
  const second = await screen(`?ticket=${ticket}`);
  expect([first.status, second.status]).toEqual([200, 401]);
  expect(await second.hear("}")).toContain("LIVE_TICKET_UNKNOWN");
  await first.close();
});

test("a ticket that was not used soon is worth nothing, and neither is a guess", async () => {
  await start({ liveTicketMs: 0 });
  expect((await screenOf("user")).status).toBe(401);
  expect((await screen("?ticket=guess")).status).toBe(401);
});

test("a program may stream with its token; nobody may without either", async () => {
  await start();
  const program = await screen("", await gateway.token("user"));
  expect(program.status).toBe(200);
  expect((await screen("")).status).toBe(401);
  await program.close();
});

test("nobody gets a ticket without a token", async () => {
  await start();
  const answer = await (await gateway.as()).post("/v1/live-ticket", undefined);
  expect([answer.status, answer.body.reason]).toEqual([401, "CALLER_UNKNOWN"]);
});

test("a screen ends with its token", async () => {
  await start();
  const token = await gateway.issuer.sign({ sub: "usr_demoshopper1", kind: "user" }, { expiresInS: 1 });
  const wallet = await screen("", token);
  expect(await wallet.hear("never")).toContain("retry:");
});

test("one caller's screens are counted, and a closed one makes room", async () => {
  await start({ liveConnectionsPerCaller: 2 });
  const [first, second] = [await screenOf("user"), await screenOf("user")];
  const third = await screenOf("user");
  expect(third.status).toBe(429);
  expect(await third.hear("}")).toContain("LIVE_CONNECTIONS_EXCEEDED");
  expect((await screenOf("otherUser")).status).toBe(200);
  await first?.close();
  let status = 429;
  for (let tries = 0; status !== 200 && tries < 100; tries++) {
    await pause(10);
    status = (await screenOf("user")).status;
  }
  expect(status).toBe(200);
  await second?.close();
});

test("a quiet screen gets a beat, so that nothing on the way closes it", async () => {
  await start({ liveHeartbeatMs: 20 });
  const wallet = await screenOf("user");
  expect(await wallet.hear(": beat")).toContain(": beat\n\n");
  await wallet.close();
});

test("a screen that does not read is cut off, and the others hear on", async () => {
  await start({ liveBufferBytes: 1_000 });
  const { port, hostname } = new URL(gateway.httpAddress);
  const deaf = connect(Number(port), hostname);
  await once(deaf, "connect");
  deaf.pause();
  deaf.write(`GET /v1/live?ticket=${await ticketOf("user")} HTTP/1.1\r\nhost: x\r\n\r\n`);
  const gauge = async () =>
    (await gateway.node.metrics.registry.getSingleMetric("paywindow_live_screens")?.get())?.values[0]?.value;
  while ((await gauge()) !== 1) await pause(10);
  const listening = await screenOf("user");
  const subject = "x".repeat(100_000);
  for (let index = 0; (await gauge()) !== 1 && index < 1_000; index++) {
    gateway.node.emit(liveEvents.tradePaid.event, { trade: aTrade({ subject }) }, `evt_${index}`);
    await listening.hear(`id: evt_${index}\n`);
    await pause(1);
  }
  expect(await gauge()).toBe(1);
  deaf.destroy();
  await listening.close();
});

test("when the gateway stops, screens end and listeners are gone", async () => {
  await start();
  const wallet = await screenOf("user");
  await gateway.stop();
  expect(await wallet.hear("never")).toContain("retry:");
  expect(gateway.node.listeners.size).toBe(0);
});

test("screens whose callers leave while the gateway looks who they are take no place", async () => {
  await start({ liveConnectionsPerCaller: 2 });
  const token = await gateway.token("user");
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  const keys = gateway.node.handlers.get("identity.getVerificationKeys")!;
  let asked = 0;
  gateway.node.handlers.set("identity.getVerificationKeys", async (request, options) => {
    asked += 1;
    await mayAnswer;
    return keys(request, options);
  });
  const { hostname, port } = new URL(gateway.httpAddress);
  for (let i = 0; i < 3; i++) {
    const socket = connect(Number(port), hostname);
    socket.write(`GET /v1/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
    while (asked === 0) await pause(5);
    await pause(20);
    socket.destroy();
  }
  await pause(50);
  answer();
  await pause(50);
  expect((await screen("", token)).status).toBe(200);
});
