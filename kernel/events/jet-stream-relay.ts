import type { QueryFilter } from "mongoose";
import type { JetStreamClient, JetStreamManager, NatsConnection } from "nats";
import { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Store } from "../store/open-store.ts";
import type { EventParts } from "./attempt.ts";
import { commitSignalOf } from "./commit-signal.ts";
import { holdsEvent, liveSubjectOf, readStream, remakeDurable, type StreamState, subjectOf } from "./jet-streams.ts";
import { OutboxFeed } from "./outbox-feed.ts";
import { envelopeOf, type OutboxRow, outboxModel } from "./outbox-model.ts";
import { SettleTimer } from "./settle-timer.ts";

export interface JetStreamRelayOptions extends EventParts {
  readonly service: string;
  readonly store: Store;
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
}

const UNPUBLISHED = { streamSeq: 0, stream: "" } as const;

/**
 * The relay of a mesh: publishes a service's rows to its stream, and keeps each until every durable group that wants it has acknowledged it. JetStream's own
 * acknowledgement does not promise that the event is on its disk, so it only counts as "published"; what the stream lost is published again.
 */
export class JetStreamRelay {
  readonly #options: JetStreamRelayOptions;
  readonly #rows: ReturnType<typeof outboxModel>;
  readonly #jetStream: JetStreamClient;
  readonly #feed: OutboxFeed;
  readonly #settling: SettleTimer;
  /** The incarnation of the stream that was compared with the outbox since the connection was last made; undefined = none. */
  #stream: string | undefined;
  /** The groups as they were last seen. */
  #known: Pick<StreamState, "created" | "durables"> | undefined;

  constructor(options: JetStreamRelayOptions) {
    const { service, store, nats, settings, log } = options;
    this.#options = options;
    this.#rows = outboxModel(store.connection);
    this.#jetStream = nats.jetstream({ timeout: settings.ackTimeoutMs });
    this.#settling = new SettleTimer({ settle: () => this.#settle(), maxMs: settings.sweepMs, log, service });
    const commits = commitSignalOf(store.connection);
    this.#feed = new OutboxFeed({
      ...{ service, rows: this.#rows, commits, settings, log },
      take: (rows) => this.#publish(rows),
    });
    this.#settling.soon();
  }

  /** One look at everything: publishes what waits, removes what is consumed. */
  async pass(): Promise<void> {
    await this.#feed.sweep();
    await this.#settling.now();
  }

  /** The connection was made again: the server may have lost or forgotten anything. */
  async reconnected(): Promise<void> {
    this.#stream = undefined;
    this.#settling.soon();
    await this.#feed.sweep();
  }

  async stop(): Promise<void> {
    await this.#feed.stop();
    await this.#settling.stop();
  }

  async #publish(rows: readonly OutboxRow[]): Promise<void> {
    const stream = this.#stream ?? (await this.#compare());
    const results = await Promise.allSettled(rows.map((row) => this.#publishOne(row)));
    const published = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    await this.#mark(published, stream);
    if (published.length > 0) this.#settling.soon();
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async #publishOne(row: OutboxRow): Promise<{ id: string; seq: number }> {
    const bytes = Event.encode(envelopeOf(row)).finish();
    this.#options.nats.publish(liveSubjectOf(row.type), bytes);
    const { seq } = await this.#jetStream.publish(subjectOf(row.type), bytes, { msgID: row._id });
    return { id: row._id, seq };
  }

  async #mark(published: readonly { id: string; seq: number }[], stream: string): Promise<void> {
    if (published.length === 0) return;
    await this.#rows.bulkWrite(
      published.map(({ id, seq }) => ({
        updateOne: { filter: { _id: id, streamSeq: 0 }, update: { $set: { streamSeq: seq, stream } } },
      })),
      { ordered: false },
    );
  }

  /**
   * Compares the outbox with the stream before anything is published: rows whose place in the stream is gone are published again. Losses are of a stream's
   * end, so the row with the highest place answers for all before it.
   */
  async #compare(): Promise<string> {
    const { service, manager, settings } = this.#options;
    const state = await readStream(manager, service, settings);
    await this.#unpublish({ streamSeq: { $gt: 0 }, stream: { $ne: state.created } }, "the stream was made anew");
    const last = await this.#rows.findOne({ streamSeq: { $gt: 0 } }).sort({ streamSeq: -1 });
    if (last && !(await holdsEvent(manager, service, { seq: last.streamSeq, eventId: last._id }))) {
      await this.#unpublish({ streamSeq: { $gt: 0 } }, "the stream lost its end");
    }
    await this.#remakeDurables(state);
    this.#stream = state.created;
    return state.created;
  }

  /**
   * A group that is ahead of its stream would skip what takes the lost places, and one that went with its stream would not count when rows are removed,
   * until its nodes come back: both are made anew at once, before anything is published, and read the stream from its beginning.
   */
  async #remakeDurables({ created, lastSeq, durables }: StreamState): Promise<void> {
    const { service, manager, log } = this.#options;
    const ahead = durables.filter(({ delivered }) => delivered > lastSeq);
    const present = new Set(durables.map(({ name }) => name));
    const gone =
      this.#known?.created === created ? [] : (this.#known?.durables ?? []).filter(({ name }) => !present.has(name));
    for (const durable of [...ahead, ...gone]) {
      log.warn({ service, durable: durable.name }, "the stream lost events; a durable group begins anew");
      await remakeDurable(manager, service, durable);
    }
    this.#known = { created, durables: [...durables, ...gone] };
  }

  /** Removes what every group has consumed. Answers whether rows are left that groups have yet to consume. */
  async #settle(): Promise<boolean> {
    if ((await this.#rows.exists({ streamSeq: { $gt: 0 } })) === null) return false;
    const { service, manager, settings, meter } = this.#options;
    const state = await readStream(manager, service, settings);
    if (state.created !== this.#stream) {
      await this.#compare();
      await this.#feed.sweep();
      return true;
    }
    this.#known = state;
    const lost = { streamSeq: { $gt: 0, $lt: state.firstSeq } };
    if (await this.#unpublish(lost, "the stream no longer keeps them")) await this.#feed.sweep();
    for (const { name, pending } of state.durables) meter.pending(name.replace("_", "."), pending);
    await this.#rows.deleteMany({ $or: consumedRows(state) });
    return (await this.#rows.exists({ streamSeq: { $gt: 0 } })) !== null;
  }

  async #unpublish(which: QueryFilter<OutboxRow>, why: string): Promise<boolean> {
    const { modifiedCount } = await this.#rows.updateMany(which, { $set: UNPUBLISHED });
    if (modifiedCount === 0) return false;
    this.#options.log.warn(
      { service: this.#options.service, events: modifiedCount, why },
      "events are published again",
    );
    return true;
  }
}

/** Per type: up to the lowest acknowledged place of the groups that want it. A type that no group wants is done when it is published. */
const consumedRows = ({ created, durables }: StreamState): QueryFilter<OutboxRow>[] => {
  const floors = new Map<string, number>();
  for (const { config, ackFloor } of durables) {
    const type = config.filter_subject?.slice(subjectOf("").length) ?? "";
    floors.set(type, Math.min(floors.get(type) ?? Number.POSITIVE_INFINITY, ackFloor));
  }
  const consumed = [...floors].map(([type, floor]) => ({ type, stream: created, streamSeq: { $gt: 0, $lte: floor } }));
  return [...consumed, { type: { $nin: [...floors.keys()] }, stream: created, streamSeq: { $gt: 0 } }];
};
