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
    // A connection that waited to be taken when the door closed is reset by the system: nobody took the call, as with one that is refused.
    sent.once("error", ({ code }: NodeJS.ErrnoException) =>
      resolve({ error: code === "ECONNRESET" && !sent.reusedSocket ? "ECONNREFUSED" : code }),
    );
    sent.end();
  });

/** Calls until the door is closed to new connections; what came back before. */
const callUntilClosed = async (): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (;;) {
    const answer = await call();
    if (answer.error === "ECONNREFUSED") return answers;
    answers.push(answer);
  }
};

test("callers that keep connections get an answer to every call while the door closes, and it does not wait for them", async () => {
  let taken = 0;
  gateway.node.handlers.set("identity.listDemoPersonas", async () => {
    taken++;
    await pause(5);
    return undefined;
  });
  const callers = Array.from({ length: 8 }, callUntilClosed);
  await pause(100);
  await gateway.stop();
  const answers = (await Promise.all(callers)).flat();
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect([answers.length > 0, answers.length]).toEqual([true, taken]);
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
