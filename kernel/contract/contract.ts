import type { Caller } from "../auth/caller.ts";

/** What ts-proto generates for a message type. */
export interface MessageCodec<Message> {
  encode(message: Message): { finish(): Uint8Array };
  decode(input: Uint8Array): Message;
}

/** What ts-proto generates for an rpc (`outputServices=generic-definitions`). */
export interface MethodDefinition {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own message type; Handlers<> and Client<> recover it
  readonly requestType: MessageCodec<any>;
  readonly requestStream: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly responseType: MessageCodec<any>;
  readonly responseStream: boolean;
  readonly options: {
    readonly idempotencyLevel?: "NO_SIDE_EFFECTS" | "IDEMPOTENT";
    /** Options of other packages (google.api.http), as bytes. */
    readonly _unknownFields?: Readonly<Record<number, readonly Uint8Array[]>>;
  };
}

/** What ts-proto generates for a service: the only place where its methods are listed. */
export interface ServiceDefinition {
  readonly name: string;
  readonly fullName: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

type Message<Codec> = Codec extends MessageCodec<infer M> ? M : never;

/** What travels with every call, and what a handler may know of its caller. */
export interface CallContext {
  /** The instant at which the call is judged. */
  readonly now: Date;
  readonly caller: Caller;
  /** Minted by the client; present on every rpc that is neither NO_SIDE_EFFECTS nor IDEMPOTENT. */
  readonly idempotencyKey: string;
  /** When the caller stops waiting. Calls made with this context inherit it. */
  readonly deadline: Date;
  /** Aborted when the deadline passes or the caller goes away. */
  readonly signal: AbortSignal;
  /** W3C trace context; also active in OpenTelemetry's context. */
  readonly traceparent: string;
  /** Marks the answer as the stored answer of an earlier request (P14): header `idempotency-replayed: true`. */
  markReplayed(): void;
}

/** A handler reads in five verbs: parse, load, decide, commit, return. */
export type Handler<Request, Response> = (request: Request, context: CallContext) => Promise<Response>;

/** One handler per rpc of the definition, none missing. */
export type Handlers<Definition extends ServiceDefinition> = {
  readonly [M in keyof Definition["methods"]]: Handler<
    Message<Definition["methods"][M]["requestType"]>,
    Message<Definition["methods"][M]["responseType"]>
  >;
};

/** What a caller says with a call. A handler passes its own context on: `payments.payTrade(request, { ...context, idempotencyKey })`. */
export interface CallOptions {
  readonly caller?: Caller;
  readonly idempotencyKey?: string;
  /** Default: 5 s from now. */
  readonly deadline?: Date;
  readonly traceparent?: string;
  readonly signal?: AbortSignal;
  /** Told when the answer was a replay. */
  readonly markReplayed?: () => void;
}

/** The typed client made from a definition: `payments.payTrade(request, options)`. Rejects with a ReasonError. */
export type Client<Definition extends ServiceDefinition> = {
  readonly [M in keyof Definition["methods"]]: (
    request: Message<Definition["methods"][M]["requestType"]>,
    options?: CallOptions,
  ) => Promise<Message<Definition["methods"][M]["responseType"]>>;
};

/** Makes typed clients; the door (in process, NATS or gRPC) is picked per call. */
export type ClientFactory = <Definition extends ServiceDefinition>(definition: Definition) => Client<Definition>;

/** `payments` for `paywindow.payments.v1.PaymentsService`: the name of the service in actions, events, files and the store. */
export const serviceNameOf = (definition: ServiceDefinition): string => {
  const name = definition.fullName.split(".")[1];
  if (!name) throw new Error(`${definition.fullName} is not of the form paywindow.<service>.v1.<Name>`);
  return name;
};

/** `payments.payTrade`: the Moleculer action of an rpc. */
export const actionNameOf = (definition: ServiceDefinition, method: string): string =>
  `${serviceNameOf(definition)}.${method}`;

/** Whether a call of the rpc must carry an idempotency key: all but reads and those that are idempotent by their own ids. */
export const needsIdempotencyKey = (method: MethodDefinition): boolean => method.options.idempotencyLevel === undefined;
