import fc from "fast-check";
import { type FieldViolation, GRPC_CODES, type GrpcCodeName, ReasonError } from "./reason.ts";

/** Test builder: any ReasonError that a registry could make, with texts in any script. */
export const anyReasonError = (): fc.Arbitrary<ReasonError> => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,20}$/);
  const metadata = fc.dictionary(name, text, { maxKeys: 5, noNullPrototype: true });
  const field: fc.Arbitrary<FieldViolation> = fc.record({ field: text, en: text, zh: text });
  return fc
    .record({
      domain: fc.constantFrom("common", "payments", "supermarket"),
      reason: fc.stringMatching(/^[A-Z][A-Z_]{2,30}$/),
      code: fc.constantFrom(...(Object.keys(GRPC_CODES) as GrpcCodeName[])),
      retryable: fc.boolean(),
      zh: text,
      en: text,
      metadata,
      fields: fc.array(field, { maxLength: 4 }),
    })
    .map(
      ({ domain, reason, code, retryable, zh, en, metadata, fields }) =>
        new ReasonError(
          domain,
          reason,
          { code, retryable, zh: `${zh} {name}`, en: `${en} {name}` },
          { metadata, fields },
        ),
    );
};

/** Everything that a caller can learn of an error. */
export const factsOf = (error: ReasonError) => ({
  domain: error.domain,
  reason: error.reason,
  code: error.row.code,
  retryable: error.row.retryable,
  zh: error.localized("zh"),
  en: error.localized("en"),
  metadata: { ...error.metadata },
  fields: error.fields.map((field) => ({ ...field })),
});
