import { commonReasons } from "./common-reasons.ts";
import { type FieldViolation, GRPC_CODES, type GrpcCodeName, ReasonError } from "./reason.ts";

/**
 * A ReasonError as a plain object that JSON, CBOR and protobuf can all carry. The texts are final (placeholders filled), so that the other side needs
 * neither the registry nor the language.
 */
export interface WireError {
  readonly domain: string;
  readonly reason: string;
  readonly code: GrpcCodeName;
  readonly retryable: boolean;
  readonly zh: string;
  readonly en: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly FieldViolation[];
}

/** A reason that came over the wire: its texts are final, whatever braces the facts in them hold. */
class ReceivedReasonError extends ReasonError {
  override localized(locale: "zh" | "en"): string {
    return this.row[locale];
  }
}

/**
 * What a caller may learn of an error. Anything but a ReasonError becomes common INTERNAL without its message or stack: those are for the log of the
 * door that caught it.
 */
export const toWire = (error: unknown): WireError => {
  const known = error instanceof ReasonError ? error : commonReasons.error("INTERNAL");
  return {
    domain: known.domain,
    reason: known.reason,
    code: known.row.code,
    retryable: known.row.retryable,
    zh: known.localized("zh"),
    en: known.localized("en"),
    metadata: { ...known.metadata },
    fields: known.fields.map(({ field, en, zh }) => ({ field, en, zh })),
  };
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isText = (value: unknown): value is string => typeof value === "string";

const isField = (value: unknown): value is FieldViolation =>
  isRecord(value) && isText(value["field"]) && isText(value["en"]) && isText(value["zh"]);

const isWireError = (wire: unknown): wire is WireError =>
  isRecord(wire) &&
  ["domain", "reason", "zh", "en"].every((key) => isText(wire[key])) &&
  isText(wire["code"]) &&
  Object.hasOwn(GRPC_CODES, wire["code"]) &&
  typeof wire["retryable"] === "boolean" &&
  isRecord(wire["metadata"]) &&
  Object.values(wire["metadata"]).every(isText) &&
  Array.isArray(wire["fields"]) &&
  wire["fields"].every(isField);

/** The error that `toWire` was given, as far as a caller may know it. What is no WireError (a peer of another make) becomes common INTERNAL. */
export const fromWire = (wire: unknown): ReasonError => {
  if (!isWireError(wire))
    return commonReasons.error("INTERNAL", { cause: new Error("the peer sent a malformed error") });
  const { domain, reason, code, retryable, zh, en, metadata, fields } = wire;
  return new ReceivedReasonError(domain, reason, { code, retryable, zh, en }, { metadata, fields });
};
