import type { Store } from "../store/open-store.ts";
import type { EventTransport, TransportOptions } from "./event-transport.ts";
import { InProcessRelay } from "./in-process-relay.ts";
import { Lane } from "./lane.ts";
import { outboxModel } from "./outbox-model.ts";

/** Events in one process: each outbox has a relay, each consumer a lane. */
export const startInProcess = async (options: TransportOptions): Promise<EventTransport> => {
  const { services, groups, hub, ...parts } = options;
  for (const { store } of services) await unpublish(store);
  const lanes = groups.map((group) => new Lane(group, parts));
  const relays = services.map(
    ({ name, store }) =>
      new InProcessRelay({
        ...parts,
        service: name,
        store,
        lanesOf: (type) => lanes.filter(({ group }) => group.consumer.type === type),
        hear: (event) => hub.hear(event),
      }),
  );
  return {
    wantLive: () => {},
    pass: async () => {
      await Promise.all(relays.map((relay) => relay.pass()));
    },
    stop: async () => {
      await Promise.all(relays.map((relay) => relay.stop()));
    },
  };
};

/** Rows that a mesh has published and that were not yet consumed by everyone are this process's now. */
const unpublish = async (store: Store): Promise<void> => {
  await outboxModel(store.connection).updateMany({ streamSeq: { $gt: 0 } }, { $set: { streamSeq: 0, stream: "" } });
};
