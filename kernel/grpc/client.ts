import { type Client, Metadata, type ServiceError } from "@grpc/grpc-js";
import { anonymous } from "../auth/caller.ts";
import {
  type CallOptions,
  type MethodDefinition,
  type ServiceDefinition,
  serviceNameOf,
} from "../contract/contract.ts";
import { decodeMessage } from "../contract/decode-message.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { ReasonError } from "../errors/reason.ts";
import { traceparentOf, withSpan } from "../telemetry/spans.ts";
import { type Clock, plusMs, systemClock } from "../time/clock.ts";
import { checkIdempotencyKey, METADATA } from "./call-metadata.ts";
import { createChannelPool } from "./channel-pool.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { checkSecret, showCaller } from "./node-authentication.ts";
import { pathOf } from "./path.ts";
import { fromStatus } from "./status.ts";
import { channelCredentials, type TlsFiles } from "./tls.ts";

export interface GrpcDoorSettings {
  readonly tls?: TlsFiles;
  /** What nodes show each other. */
  readonly meshSecret: string;
  /** Default 2: 15 k calls a second against 12 k with one, more gain nothing. */
  readonly channelsPerPeer?: number;
  /** Default 5 minutes: a peer that is not called for so long loses its connections. */
  readonly idleMs?: number;
  readonly clock?: Clock;
}

/** The way to other nodes over gRPC. */
export interface GrpcDoor {
  /** Calls a method (its key in the definition) of the node at `host:port`. Rejects with a ReasonError: the peer's own, or the common one that fits. */
  call(
    address: string,
    definition: ServiceDefinition,
    methodName: string,
    request: unknown,
    options: CallOptions,
  ): Promise<unknown>;
  close(): void;
}

const IDLE_MS = 5 * 60_000;

const metadataOf = (
  method: MethodDefinition,
  meshSecret: string,
  options: CallOptions,
  traceparent: string,
): Metadata => {
  const metadata = new Metadata();
  const key = checkIdempotencyKey(options.idempotencyKey, method);
  if (key !== "") metadata.set(METADATA.idempotencyKey, key);
  metadata.set(METADATA.traceparent, traceparent);
  showCaller(metadata, meshSecret, options.caller ?? anonymous);
  return metadata;
};

/** The moment in the machine's time at which the caller stops waiting; deadlines are in the node's time, which a test may have stopped. */
const machineDeadline = (options: CallOptions, clock: Clock): Date => {
  const now = clock.now();
  const deadline = options.deadline ?? plusMs(now, DEFAULT_LIMITS.defaultDeadlineMs);
  return plusMs(systemClock.now(), deadline.getTime() - now.getTime());
};

interface Rpc {
  readonly path: string;
  readonly method: MethodDefinition;
}

interface Exchange {
  readonly path: string;
  readonly bytes: Buffer;
  readonly metadata: Metadata;
  readonly deadline: Date;
  readonly signal?: AbortSignal;
  readonly markReplayed?: () => void;
}

const asIs = (bytes: Buffer): Buffer => bytes;

const isReplay = (metadata: Metadata): boolean => metadata.get(METADATA.idempotencyReplayed).includes("true");

/** One request and its answer, as bytes. Rejects with grpc-js's ServiceError. */
const exchange = (channel: Client, sent: Exchange): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const { path, bytes, metadata, deadline, signal, markReplayed } = sent;
    const cancel = () => call.cancel();
    const done = (error: ServiceError | null, answer?: Buffer) => {
      signal?.removeEventListener("abort", cancel);
      if (error && isReplay(error.metadata)) markReplayed?.();
      if (error) reject(error);
      else resolve(answer ?? Buffer.alloc(0));
    };
    const call = channel.makeUnaryRequest(path, asIs, asIs, bytes, metadata, { deadline }, done);
    call.on("metadata", (headers) => {
      if (isReplay(headers)) markReplayed?.();
    });
    signal?.addEventListener("abort", cancel, { once: true });
  });

const asReason = (error: unknown, service: string): ReasonError => {
  if (error instanceof ReasonError) return error;
  const fromPeer =
    error instanceof Error && "code" in error && "metadata" in error && error.metadata instanceof Metadata;
  return fromPeer ? fromStatus(error as ServiceError, service) : commonReasons.error("INTERNAL", { cause: error });
};

/** Opens the door; connections are made when a peer is first called. Throws where the secret cannot serve as one or a TLS file cannot be read. */
export const createGrpcDoor = (settings: GrpcDoorSettings): GrpcDoor => {
  const meshSecret = checkSecret(settings.meshSecret);
  const clock = settings.clock ?? systemClock;
  const pool = createChannelPool({
    credentials: channelCredentials(settings.tls),
    channelsPerPeer: settings.channelsPerPeer ?? 2,
    idleMs: settings.idleMs ?? IDLE_MS,
    maxResponseBytes: DEFAULT_LIMITS.maxResponseBytes,
  });
  const send = async (address: string, rpc: Rpc, request: unknown, options: CallOptions, traceparent: string) => {
    if (options.signal?.aborted) throw commonReasons.error("DEADLINE_PASSED");
    const { path, method } = rpc;
    const sent = {
      path,
      bytes: Buffer.from(method.requestType.encode(request).finish()),
      metadata: metadataOf(method, meshSecret, options, traceparent),
      deadline: machineDeadline(options, clock),
      signal: options.signal,
      markReplayed: options.markReplayed,
    };
    const answer = await pool.use(address, (channel) => exchange(channel, sent));
    return decodeMessage(method.responseType, answer);
  };
  return {
    call: (address, definition, methodName, request, options) => {
      const method = definition.methods[methodName];
      if (!method) throw new Error(`${definition.fullName} has no method ${methodName}`);
      const path = pathOf(definition, method);
      const attributes = { "rpc.system": "grpc", "rpc.service": definition.fullName, "rpc.method": method.name };
      const { traceparent } = options;
      return withSpan(path.slice(1), "client", { traceparent, attributes }, (span) =>
        send(address, { path, method }, request, options, traceparentOf(span)).catch((error: unknown) => {
          throw asReason(error, serviceNameOf(definition));
        }),
      );
    },
    close: () => pool.close(),
  };
};
