/** The gRPC codes that reasons may map to, by name. */
export const GRPC_CODES = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export type GrpcCodeName = keyof typeof GRPC_CODES;

/** A row of a service's registry of reasons. */
export interface ReasonRow {
  readonly code: GrpcCodeName;
  /** Whether the same request may be sent again unchanged (with its idempotency key) and may then succeed. */
  readonly retryable: boolean;
  /** For people, in Chinese. `{name}` is filled from the error's metadata. */
  readonly zh: string;
  /** For people, in English. */
  readonly en: string;
}

/** One field of a request that was refused. */
export interface FieldViolation {
  /** Its path in the contract's spelling: `amount.minor_units`, `lines[2].barcode`. */
  readonly field: string;
  /** What a right value looks like, in English and Chinese. */
  readonly en: string;
  readonly zh: string;
}

export interface ReasonDetail {
  /** Facts for programs and messages; never secrets, personal data or payment codes. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly fields?: readonly FieldViolation[];
  readonly cause?: unknown;
}

/**
 * The one error that crosses doors: a reason (UPPER_SNAKE fact), the domain whose registry holds it, and everything that a caller's side needs,
 * so that it survives every hop without the other side's registry.
 */
export class ReasonError extends Error {
  override readonly name = "ReasonError";
  readonly domain: string;
  readonly reason: string;
  readonly row: ReasonRow;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly FieldViolation[];

  constructor(domain: string, reason: string, row: ReasonRow, detail: ReasonDetail = {}) {
    super(`${domain}/${reason}`, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.domain = domain;
    this.reason = reason;
    this.row = row;
    this.metadata = detail.metadata ?? {};
    this.fields = detail.fields ?? [];
  }

  /** The message for people in one of the two languages. */
  localized(locale: "zh" | "en"): string {
    return this.row[locale].replace(/\{(\w+)\}/g, (whole, key: string) => this.metadata[key] ?? whole);
  }
}

/** A service's registry: its reasons, and the function that throws one. */
export interface ReasonRegistry<Reason extends string> {
  readonly domain: string;
  readonly rows: Readonly<Record<Reason, ReasonRow>>;
  /** Makes the error; the handler throws it once. */
  error(reason: Reason, detail?: ReasonDetail): ReasonError;
}

/** Declares a service's reasons, in the order in which its guards stand. */
export const defineReasons = <Reason extends string>(
  domain: string,
  rows: Readonly<Record<Reason, ReasonRow>>,
): ReasonRegistry<Reason> => ({
  domain,
  rows,
  error: (reason, detail) => new ReasonError(domain, reason, rows[reason], detail),
});

/** Whether an error is this reason (of any domain). */
export const hasReason = (error: unknown, reason: string): error is ReasonError =>
  error instanceof ReasonError && error.reason === reason;
