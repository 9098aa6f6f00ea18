import type { ClientSession } from "mongoose";
import type { MessageCodec } from "../contract/contract.ts";

/** A type of event: its name (`service.noun.verb`) and the contract's message that it carries. Each service declares its own in events.ts. */
export interface EventType<Payload> {
  readonly type: string;
  readonly codec: MessageCodec<Payload>;
}

export const defineEvent = <Payload>(type: string, codec: MessageCodec<Payload>): EventType<Payload> => ({
  type,
  codec,
});

/** What an outbox takes: append it in the transaction that commits the state (P29). */
export interface Outbox {
  /** Writes the event in the session's transaction. `key` makes the id (P16): the same key gives the same event id. */
  append<Payload>(
    session: ClientSession,
    event: EventType<Payload>,
    payload: Payload,
    context: { now: Date; traceparent: string; key: string },
  ): Promise<void>;
}

/** What a consumer knows of the event at hand. */
export interface EventContext {
  readonly eventId: string;
  readonly eventTime: Date;
  readonly now: Date;
  readonly traceparent: string;
  /** The transaction of the consumer's own store in which the event is marked as consumed; its writes commit with the mark or not at all. */
  readonly session: ClientSession;
}

/**
 * A durable consumer: every event reaches it at least once and its effect is committed once (dedupe by event id, P29, P32), on one node of the group.
 * A handler that throws is tried again with back-off and, in the end, its event is kept as a dead letter that an operator sees and can replay.
 */
export interface EventConsumer {
  readonly type: string;
  /** Unique within the service: names the durable group `<service>.<name>`. */
  readonly name: string;
  readonly codec: MessageCodec<unknown>;
  /** Whether the event is its business at all (default: every one is), by what it carries and nothing else: so each repetition is judged alike, and no mark has to be written. */
  concerns?(payload: unknown): boolean;
  handle(payload: unknown, context: EventContext): Promise<void>;
}

/** Declares a durable consumer. An event that does not concern it costs it no transaction. */
export const consume = <Payload>(
  event: EventType<Payload>,
  name: string,
  handle: (payload: Payload, context: EventContext) => Promise<void>,
  concerns?: (payload: Payload) => boolean,
): EventConsumer => ({
  type: event.type,
  name,
  codec: event.codec as MessageCodec<unknown>,
  ...(concerns && { concerns: (payload: unknown) => concerns(payload as Payload) }),
  handle: (payload, context) => handle(payload as Payload, context),
});

/**
 * A listener of live screens: every node that runs it hears the event soon after its commit, at most once, best effort. Nothing that must not be lost
 * may depend on it.
 */
export interface EventListener {
  readonly type: string;
  readonly codec: MessageCodec<unknown>;
  hear(payload: unknown, context: { eventId: string; eventTime: Date; traceparent: string }): void;
}

/** Declares a listener of live screens. */
export const listen = <Payload>(
  event: EventType<Payload>,
  hear: (payload: Payload, context: { eventId: string; eventTime: Date; traceparent: string }) => void,
): EventListener => ({
  type: event.type,
  codec: event.codec as MessageCodec<unknown>,
  hear: (payload, context) => hear(payload as Payload, context),
});
