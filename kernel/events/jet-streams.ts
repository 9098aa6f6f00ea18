import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  type JetStreamManager,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from "nats";
import type { ConsumerGroup } from "./consume-once.ts";
import type { EventSettings } from "./settings.ts";

/** JetStream drops an event that it got twice within so long; later than that consumers do. */
const DUPLICATE_WINDOW_MS = 120_000;

/** The stream of the service that sends the type: `PAYWINDOW_PAYMENTS` for `payments.trade.paid`. */
export const streamOf = (typeOrService: string): string => `PAYWINDOW_${typeOrService.split(".")[0]?.toUpperCase()}`;

/** Where an event of the type is published for durable groups. */
export const subjectOf = (type: string): string => `paywindow.events.${type}`;

/** Where an event of the type is told to live screens. */
export const liveSubjectOf = (type: string): string => `paywindow.live.${type}`;

/** The name of a consumer's group on the server. */
export const durableOf = ({ service, consumer }: ConsumerGroup): string => `${service}_${consumer.name}`;

const isNotFound = (error: unknown): boolean => error instanceof NatsError && error.api_error?.code === 404;

/** Makes a service's stream where it is missing and brings its limits up to date; whoever comes first, sender or consumer, does it. */
export const ensureStream = async (
  manager: JetStreamManager,
  service: string,
  settings: EventSettings,
): Promise<StreamInfo> => {
  const name = streamOf(service);
  const limits = { max_age: nanos(settings.streamAgeMs), num_replicas: settings.streamReplicas };
  try {
    const info = await manager.streams.info(name);
    const isCurrent = info.config.max_age === limits.max_age && info.config.num_replicas === limits.num_replicas;
    return isCurrent ? info : await manager.streams.update(name, limits);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return manager.streams.add({
      name,
      subjects: [subjectOf(`${service}.>`)],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
      ...limits,
    });
  }
};

/** Makes a consumer's durable group where it is missing. It begins with the oldest event that the stream keeps. */
export const ensureDurable = async (
  manager: JetStreamManager,
  group: ConsumerGroup,
  settings: EventSettings,
): Promise<ConsumerInfo> =>
  manager.consumers.add(streamOf(group.consumer.type), {
    durable_name: durableOf(group),
    filter_subject: subjectOf(group.consumer.type),
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(settings.ackWaitMs),
    max_ack_pending: settings.parked,
    // We count the tries and store the dead letter ourselves; a server that stopped delivering would lose the event without a word.
    max_deliver: -1,
  });

/** How far a stream and the groups on it have come. */
export interface StreamState {
  /** Tells incarnations of the stream apart. */
  readonly created: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly durables: readonly DurableState[];
}

export interface DurableState {
  readonly name: string;
  readonly config: ConsumerConfig;
  /** Every event of the subject up to this sequence is consumed. */
  readonly ackFloor: number;
  readonly delivered: number;
  /** How many events it has yet to consume. */
  readonly pending: number;
}

/** Reads the groups first and the stream after them, so that no group can seem to be ahead of a stream that merely grew meanwhile. */
export const readStream = async (
  manager: JetStreamManager,
  service: string,
  settings: EventSettings,
): Promise<StreamState> => {
  await ensureStream(manager, service, settings);
  const durables: DurableState[] = [];
  for await (const info of manager.consumers.list(streamOf(service))) durables.push(durableState(info));
  const { created, state } = await manager.streams.info(streamOf(service));
  return { created: String(created), firstSeq: state.first_seq, lastSeq: state.last_seq, durables };
};

const durableState = (info: ConsumerInfo): DurableState => ({
  name: info.name,
  config: info.config,
  ackFloor: info.ack_floor.stream_seq,
  delivered: info.delivered.stream_seq,
  pending: info.num_pending + info.num_ack_pending,
});

/** Makes a group anew, from the beginning of the stream, whether it is there or not. */
export const remakeDurable = async (
  manager: JetStreamManager,
  service: string,
  { name, config }: DurableState,
): Promise<void> => {
  await manager.consumers.delete(streamOf(service), name).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
  await manager.consumers.add(streamOf(service), config);
};

/** Whether the stream still holds that very event at that place. */
export const holdsEvent = async (
  manager: JetStreamManager,
  service: string,
  place: { seq: number; eventId: string },
): Promise<boolean> => {
  try {
    const message = await manager.streams.getMessage(streamOf(service), { seq: place.seq });
    return message?.header.get("Nats-Msg-Id") === place.eventId;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
};
