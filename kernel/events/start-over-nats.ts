import type { NatsConnection } from "nats";
import type { EventTransport, TransportOptions } from "./event-transport.ts";

export const startOverNats = (_: TransportOptions & { readonly nats: NatsConnection }): EventTransport => {
  throw new Error("being written");
};
