import { type FieldViolation, ReasonError, type ReasonRow } from "./reason.ts";

/** A reason as a row keeps it: everything that is needed to throw it again, after a restart or by another version. */
export interface StoredReason {
  readonly domain: string;
  readonly reason: string;
  readonly row: ReasonRow;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly FieldViolation[];
}

export const toStoredReason = ({ domain, reason, row, metadata, fields }: ReasonError): StoredReason => ({
  ...{ domain, reason, metadata, fields },
  row: { code: row.code, retryable: row.retryable, zh: row.zh, en: row.en },
});

export const fromStoredReason = ({ domain, reason, row, metadata, fields }: StoredReason): ReasonError =>
  new ReasonError(domain, reason, row, { metadata, fields });
