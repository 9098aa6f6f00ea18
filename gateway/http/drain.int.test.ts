/** Goal: a gateway that stops fails no call that it took. Method: callers that keep their connections go on calling while the door closes, with a grace that no test would wait for. */
import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

let gateway: TestGateway;
let agent: Agent;

beforeEach(async () => {
  gateway = await startTestGateway({ limits: { closeGraceMs: 600_000 } });
  agent = new Agent({ keepAlive: true, maxSockets: 8 });
});

afterEach(() => agent.destroy());

interface Answer {
  readonly status?: number;
  readonly connection?: string;
  /** The system's name of what went wrong, with the socket's history. */
  readonly error?: string;
}

const call = (): Promise<Answer> =>
  new Promise((resolve) => {
    const sent = request(`${gateway.httpAddress}/v1/identity/list-demo-personas`, { agent }, (response) => {
      response.resume();
      response.once("end", () => resolve({ status: response.statusCode, connection: response.headers.connection }));
    });
    sent.once("error", (error: NodeJS.ErrnoException) => resolve({ error: error.code }));
    sent.end();
  });

/** Calls until the door is closed to new connections; what was answered otherwise than with 200. */
const callUntilClosed = async (): Promise<Answer[]> => {
  const wrong: Answer[] = [];
  for (;;) {
    const answer = await call();
    if (answer.error === "ECONNREFUSED") return wrong;
    if (answer.status !== 200) wrong.push(answer);
  }
};

test("callers that keep connections get an answer to every call while the door closes, and it does not wait for them", async () => {
  gateway.node.handlers.set("identity.listDemoPersonas", async () => {
    await pause(5);
    return undefined;
  });
  const callers = Array.from({ length: 8 }, callUntilClosed);
  await pause(100);
  await gateway.stop();
  expect((await Promise.all(callers)).flat()).toEqual([]);
});

test("a call under way when the door closes is answered, and told that its connection ends", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  gateway.node.handlers.set("identity.listDemoPersonas", async () => {
    begin();
    await mayEnd;
    return undefined;
  });
  const answer = call();
  await begun;
  const stopped = gateway.stop();
  await pause(400);
  end();
  expect(await answer).toEqual({ status: 200, connection: "close" });
  await stopped;
});
