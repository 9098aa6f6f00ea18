import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Store } from "../store/open-store.ts";
import { scrubText } from "../telemetry/scrub.ts";
import type { Clock } from "../time/clock.ts";
import { type ConsumerGroup, type Consumption, consumeOnce } from "./consume-once.ts";
import { type DeadLetter, DeadLetterState, deadLetterModel, envelopeOfLetter } from "./dead-letter-model.ts";

/** Error texts are kept short: they are for people who look, the log has the rest. */
const MAX_ERROR_LENGTH = 500;

const textOf = (error: unknown): string =>
  scrubText(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MAX_ERROR_LENGTH);

/** Keeps an event that its consumer gave up on. Resolves when it is stored; only then may the event leave the outbox or the stream. */
export const keepDeadLetter = async (
  group: ConsumerGroup,
  event: Event,
  failure: { tries: number; error: unknown; now: Date },
): Promise<void> => {
  const letter: Omit<DeadLetter, "_id"> = {
    consumer: group.consumer.name,
    eventId: event.eventId,
    type: event.type,
    eventTime: event.eventTime ?? failure.now,
    traceparent: event.traceparent,
    payload: event.payload,
    state: DeadLetterState.waiting,
    tries: failure.tries,
    lastError: textOf(failure.error),
    deadTime: failure.now,
  };
  const _id = `${group.consumer.name}:${event.eventId}`;
  await deadLetterModel(group.store.connection).updateOne({ _id }, { $set: letter }, { upsert: true });
};

/** The dead letters of a service, oldest first. */
export const listDeadLetters = async (store: Store, limit = 100): Promise<DeadLetter[]> => {
  const letters = await deadLetterModel(store.connection).find({}).sort({ deadTime: 1 }).limit(limit);
  return letters.map(plain);
};

/** A letter without Mongoose around it. */
const plain = (letter: DeadLetter): DeadLetter => ({
  _id: letter._id,
  consumer: letter.consumer,
  eventId: letter.eventId,
  type: letter.type,
  eventTime: letter.eventTime,
  traceparent: letter.traceparent,
  payload: Buffer.from(letter.payload),
  state: letter.state,
  tries: letter.tries,
  lastError: letter.lastError,
  deadTime: letter.deadTime,
});

/** Asks the running (or next) node of the service to replay a letter. Answers false where there is no such letter. */
export const askReplay = async (store: Store, id: string): Promise<boolean> => {
  const { matchedCount } = await deadLetterModel(store.connection).updateOne(
    { _id: id },
    { $set: { state: DeadLetterState.replayAsked } },
  );
  return matchedCount === 1;
};

/** Hands a letter to its consumer once more: consumed, it goes; failed, it stays with the new failure. Safe to run again. */
export const replayDeadLetter = async (
  group: ConsumerGroup,
  letter: DeadLetter,
  clock: Clock,
): Promise<Consumption | "failed"> => {
  const letters = deadLetterModel(group.store.connection);
  try {
    const outcome = await consumeOnce(group, envelopeOfLetter(letter), clock);
    await letters.deleteOne({ _id: letter._id });
    return outcome;
  } catch (error) {
    await letters.updateOne(
      { _id: letter._id },
      { $set: { state: DeadLetterState.waiting, lastError: textOf(error), deadTime: clock.now() }, $inc: { tries: 1 } },
    );
    return "failed";
  }
};
