import type { ConsumerGroup } from "../../kernel/events/consume-once.ts";
import type { Lane } from "../../kernel/events/lane.ts";
import { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Endpoint, Network } from "./network.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How long a relay waits for a consumer's word before it sends the event again, from the first to the longest wait. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15_000;

/** A process that consumes events. */
export interface Consuming extends Endpoint {
  /** Resolves when the event is consumed, or stored as a dead letter; not at all where the process dies first. */
  consume(consumer: string, event: Event): Promise<void>;
}

/** A durable group as others name it: which service consumes which type under which name. */
export interface GroupName extends Pick<ConsumerGroup["consumer"], "type" | "name"> {
  readonly service: string;
  /** Of which of these events it must keep a mark, said here once more so that a consumer which wrongly passes one over is found; absent: of every one. */
  readonly mustMark?: (payload: Uint8Array) => boolean;
}

/**
 * The relay's end of a consumer that lives in another process: an event is sent until its consumption is confirmed, as JetStream does, over a network that
 * loses, doubles and reorders both the event and the confirmation. Stands where kernel/events' Lane stands in one process.
 */
export const remoteLane = (
  group: GroupName,
  world: { time: VirtualTime; network: Network; processOf: (service: string) => Consuming | undefined },
  from: Endpoint,
): Lane => {
  const deliver = async (event: Event, onFailure: () => void): Promise<void> => {
    const bytes = Event.encode(event).finish();
    let isSettled = false;
    for (let waitMs = FIRST_WAIT_MS; !isSettled; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      const to = world.processOf(group.service);
      await new Promise<void>((goOn) => {
        world.time.plan("event unconfirmed", waitMs, goOn);
        if (!to) return;
        world.network.send(`event ${group.name}`, from, to, () => {
          const confirm = () =>
            world.network.send(`event ${group.name} confirmed`, to, from, () => {
              isSettled = true;
              goOn();
            });
          void to.consume(group.name, Event.decode(bytes)).then(confirm, () => {});
        });
      });
      if (!isSettled) onFailure();
    }
  };
  return { deliver } as unknown as Lane;
};
