import { hash } from "node:crypto";
import type { Store } from "../store/open-store.ts";
import { updateRow } from "../store/rows.ts";
import { commitSignalOf } from "./commit-signal.ts";
import type { Outbox } from "./event.ts";
import { outboxModel } from "./outbox-model.ts";

/** Half of what a NATS server takes by default. Whoever has more to say stores it and sends its id. */
const MAX_PAYLOAD_BYTES = 512 * 1024;

/** P16: the id is a function of who speaks, of what and about which key, so a retry makes the same event and consumers drop it. */
const eventIdOf = (...parts: [service: string, type: string, key: string]): string =>
  `evt_${hash("sha256", parts.map((part) => `${part.length}:${part}`).join("")).slice(0, 36)}`;

/** The outbox of a service, in the service's own store. */
export const createOutbox = (store: Store, service: string): Outbox => {
  const rows = outboxModel(store.connection);
  const signal = commitSignalOf(store.connection);
  const nextOrder = appendOrder();
  return {
    append: async (session, event, payload, { now, traceparent, key }) => {
      const bytes = event.codec.encode(payload).finish();
      if (bytes.length > MAX_PAYLOAD_BYTES)
        throw new Error(`${event.type}: ${bytes.length} bytes are too many for an event`);
      if (!event.type.startsWith(`${service}.`)) throw new Error(`${service} may not send ${event.type}`);
      const _id = eventIdOf(service, event.type, key);
      const row = {
        order: nextOrder(now),
        type: event.type,
        eventTime: now,
        traceparent,
        payload: Buffer.from(bytes),
        streamSeq: 0,
        stream: "",
      };
      await updateRow(rows, { filter: { _id }, update: { $setOnInsert: row } }, { upsert: true, session });
      signal.announce(session, _id);
    },
  };
};

/** Texts that sort as they were made: the millisecond (never going back), then a count within it. */
const appendOrder = (): ((now: Date) => string) => {
  let latestMs = 0;
  let count = 0;
  return (now) => {
    if (now.getTime() > latestMs) {
      latestMs = now.getTime();
      count = 0;
    }
    count += 1;
    return `${String(latestMs).padStart(15, "0")}.${String(count).padStart(9, "0")}`;
  };
};
