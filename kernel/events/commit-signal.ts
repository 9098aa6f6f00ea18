import { AsyncResource } from "node:async_hooks";
import type { ClientSession, Connection } from "mongoose";

type Hearer = (eventIds: readonly string[]) => void;

/**
 * Tells a store's relay at once that a transaction which appended events is over, so that nothing on the hot path waits for a poll. It says nothing about
 * the outcome: the relay looks. A signal that is lost costs a delay, never an event (the relay sweeps).
 */
export interface CommitSignal {
  /** Hears the ids of events that may have been committed. Returns the function that ends the hearing. */
  hear(hearer: Hearer): () => void;
  /** Notes that the session's transaction appends the event. */
  announce(session: ClientSession, eventId: string): void;
}

const signals = new WeakMap<Connection, CommitSignal>();

/** The signal between a store's outbox and its relay: one per connection, whoever asks. */
export const commitSignalOf = (connection: Connection): CommitSignal => {
  const known = signals.get(connection);
  if (known) return known;
  const signal = createSignal();
  signals.set(connection, signal);
  return signal;
};

const createSignal = (): CommitSignal => {
  const hearers = new Set<Hearer>();
  const appended = new WeakMap<ClientSession, Set<string>>();
  return {
    hear: (hearer) => {
      // The signal comes out of somebody's call: what it starts must inherit neither that call's transaction nor its trace.
      const bound = AsyncResource.bind(hearer);
      hearers.add(bound);
      return () => void hearers.delete(bound);
    },
    announce: (session, eventId) => {
      const known = appended.get(session);
      if (known) {
        known.add(eventId);
        return;
      }
      const ids = new Set([eventId]);
      appended.set(session, ids);
      afterEnd(session, () => {
        for (const hearer of hearers) hearer([...ids]);
      });
    },
  };
};

/** Both engines end a transaction's session when its commit is answered; only MongoDB's session emits "ended", so the call itself is watched. */
const afterEnd = (session: ClientSession, then: () => void): void => {
  const end = session.endSession.bind(session);
  session.endSession = async (...options: Parameters<ClientSession["endSession"]>) => {
    await end(...options);
    then();
  };
};
