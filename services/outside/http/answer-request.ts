import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../../kernel/time/clock.ts";
import type { Fault, FaultPlans } from "../fault/fault-plan.ts";
import { orderIdOf } from "../order/order-model.ts";
import type { Front, Reply, WireAnswer, WireRequest } from "./front.ts";

/** What goes back over the wire: an answer, or a broken connection. */
type Outcome = WireAnswer | "broken";

/** What is done about a request; a test may watch a crash instead of dying of it. */
export interface Line {
  readonly clock: Clock;
  readonly faults: FaultPlans;
  /** Ends the process at once, as `kill -9` does. */
  crash(): never;
}

const plain = (status: number, body: string): WireAnswer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
});

/** Requests that `reorder` holds back, by party: each goes on once the next one was answered, or its time is up. */
const heldBack = new WeakMap<Front, Set<() => void>>();

const waitForNext = async (front: Front, atMostMs: number): Promise<void> => {
  const waiting = heldBack.get(front) ?? new Set();
  heldBack.set(front, waiting);
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.add(resolve);
  await Promise.race([promise, pause(atMostMs, undefined, { ref: false })]);
  waiting.delete(resolve);
};

const letGo = (front: Front): void => {
  for (const resolve of heldBack.get(front) ?? []) resolve();
};

/** What happens to a request on its way to the party. */
const arrive = async (line: Line, front: Front, fault: Fault | undefined): Promise<"lost" | undefined> => {
  if (fault?.kind === "dropRequest") return "lost";
  if (fault?.kind === "crashBefore") line.crash();
  if (fault?.kind === "delay") await pause(fault.delayMs, undefined, { ref: false });
  if (fault?.kind === "reorder") await waitForNext(front, fault.delayMs);
  return undefined;
};

/** What happens to an answer on its way back. */
const goBack = async (line: Line, front: Front, reply: Reply, fault: Fault | undefined): Promise<Outcome> => {
  const now = line.clock.now();
  switch (fault?.kind) {
    case "dropAnswer":
      return "broken";
    case "crashAfter":
      return line.crash();
    case "lateAnswer":
      await pause(fault.lateMs, undefined, { ref: false });
      return front.seal(reply, now);
    case "wrongAmount":
      return front.seal(front.withOtherAmount(reply), now);
    case "badSignature":
      return front.seal(reply, now, "spoilt");
    case "garbage":
      return { ...(await front.seal(reply, now)), body: "\u0000<html>502 Bad Gateway</htm" };
    case "serverError":
      return plain(500, "internal error");
    case "accepted":
      return plain(202, "");
    default:
      return front.seal(reply, now);
  }
};

/** Lets a party answer a request, over a line that is as bad as its fault plan says. */
export const answerRequest = async (line: Line, front: Front, request: WireRequest): Promise<Outcome> => {
  const fault = line.faults.next(front.channelId);
  if ((await arrive(line, front, fault)) === "lost") return "broken";
  if (fault?.kind === "duplicate") await front.act(request, line.clock.now());
  const now = line.clock.now();
  const reply = await front.act(request, now);
  if (fault?.kind === "hidden" && reply.orderNumber)
    line.faults.hide(orderIdOf(front.channelId, reply.orderNumber), now);
  if (fault?.kind !== "reorder") letGo(front);
  return goBack(line, front, reply, fault);
};
