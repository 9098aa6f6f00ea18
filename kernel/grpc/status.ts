import { Metadata, type ServiceError } from "@grpc/grpc-js";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { BadRequest, ErrorInfo, LocalizedMessage, RetryInfo } from "../../proto/gen/google/rpc/error_details.ts";
import { Status } from "../../proto/gen/google/rpc/status.ts";
import type { MessageCodec } from "../contract/contract.ts";
import { type FieldViolation, GRPC_CODES, type GrpcCodeName, type ReasonError } from "../errors/reason.ts";
import { fromWire, toWire, type WireError } from "../errors/wire.ts";
import { foreignReason } from "./foreign-status.ts";

const DETAILS = "grpc-status-details-bin";
const DOMAIN_SUFFIX = ".paywindow";
const RETRY_AFTER_MS = 1000;

/**
 * Peers and proxies refuse long trailers (gRPC's C core above 8 KiB of metadata), so violations are sent as long as the details stay below this many bytes
 * before base64.
 */
const MAX_DETAIL_BYTES = 5_000;

/** What grpc-js sends as the end of a call. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

const TYPES = {
  errorInfo: "type.googleapis.com/google.rpc.ErrorInfo",
  localizedMessage: "type.googleapis.com/google.rpc.LocalizedMessage",
  badRequest: "type.googleapis.com/google.rpc.BadRequest",
  retryInfo: "type.googleapis.com/google.rpc.RetryInfo",
} as const;

const pack = <Message>(typeUrl: string, codec: MessageCodec<Message>, message: Message): Any => ({
  typeUrl,
  value: Buffer.from(codec.encode(message).finish()),
});

const packField = ({ field, en, zh }: FieldViolation) => ({
  field,
  description: en,
  reason: "",
  localizedMessage: { locale: "zh-CN", message: zh },
});

const packFields = (fields: readonly FieldViolation[], budget: number): Any | undefined => {
  let size = 0;
  const fitting = fields.map(packField).filter((field) => {
    size += BadRequest.encode({ fieldViolations: [field] }).finish().length;
    return size <= budget;
  });
  return fitting.length > 0 ? pack(TYPES.badRequest, BadRequest, { fieldViolations: fitting }) : undefined;
};

const retryDelay = (wire: WireError) => {
  const asked = Number(wire.metadata["retryAfterMs"]);
  const ms = Number.isInteger(asked) && asked > 0 ? asked : RETRY_AFTER_MS;
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 };
};

const packDetails = (wire: WireError): Any[] => {
  const { reason, domain, zh, en, metadata } = wire;
  const details = [
    pack(TYPES.errorInfo, ErrorInfo, { reason, domain: `${domain}${DOMAIN_SUFFIX}`, metadata: { ...metadata } }),
    pack(TYPES.localizedMessage, LocalizedMessage, { locale: "zh-CN", message: zh }),
    pack(TYPES.localizedMessage, LocalizedMessage, { locale: "en", message: en }),
  ];
  if (wire.retryable) details.push(pack(TYPES.retryInfo, RetryInfo, { retryDelay: retryDelay(wire) }));
  const used = details.reduce((size, detail) => size + detail.value.length + detail.typeUrl.length, 0);
  const fields = packFields(wire.fields, MAX_DETAIL_BYTES - used);
  return fields ? [...details, fields] : details;
};

/** An error as a gRPC status: the code, the English message, and google.rpc.Status with the reason in `grpc-status-details-bin`. */
export const toStatus = (error: unknown): GrpcStatus => {
  const wire = toWire(error);
  const code = GRPC_CODES[wire.code];
  // grpc-js escapes the message as a URI and throws on half a surrogate pair.
  const details = wire.en.toWellFormed();
  const metadata = new Metadata();
  const status = Status.encode({ code, message: details, details: packDetails(wire) }).finish();
  metadata.set(DETAILS, Buffer.from(status));
  return { code, details, metadata };
};

const CODE_NAMES = new Map(Object.entries(GRPC_CODES).map(([name, code]) => [code as number, name as GrpcCodeName]));

const unpack = <Message>(details: readonly Any[], typeUrl: string, codec: MessageCodec<Message>): Message[] =>
  details.filter((detail) => detail.typeUrl === typeUrl).map((detail) => codec.decode(detail.value));

const ours = (domain: string): string =>
  domain.endsWith(DOMAIN_SUFFIX) ? domain.slice(0, -DOMAIN_SUFFIX.length) : domain;

const unpackWire = (status: Status): WireError | undefined => {
  const code = CODE_NAMES.get(status.code);
  const [info] = unpack(status.details, TYPES.errorInfo, ErrorInfo);
  if (!code || !info) return undefined;
  const texts = unpack(status.details, TYPES.localizedMessage, LocalizedMessage);
  const text = (locale: string) => texts.find((candidate) => candidate.locale === locale)?.message ?? status.message;
  const violations = unpack(status.details, TYPES.badRequest, BadRequest).flatMap((bad) => bad.fieldViolations);
  return {
    domain: ours(info.domain),
    reason: info.reason,
    code,
    retryable: status.details.some((detail) => detail.typeUrl === TYPES.retryInfo),
    zh: text("zh-CN"),
    en: text("en"),
    metadata: info.metadata,
    fields: violations.map((violation) => ({
      field: violation.field,
      en: violation.description,
      zh: violation.localizedMessage?.message ?? violation.description,
    })),
  };
};

const readDetails = (metadata: Metadata): WireError | undefined => {
  const [bytes] = metadata.get(DETAILS);
  if (!Buffer.isBuffer(bytes)) return undefined;
  try {
    return unpackWire(Status.decode(bytes));
  } catch {
    return undefined;
  }
};

/**
 * The error behind a failed gRPC call: the peer's own reason where it sent one, else the common reason that fits what grpc-js or a server of another make
 * said. `service` is whom we called.
 */
export const fromStatus = (error: ServiceError, service: string): ReasonError => {
  const wire = readDetails(error.metadata);
  return wire ? fromWire(wire) : foreignReason(error, service);
};
