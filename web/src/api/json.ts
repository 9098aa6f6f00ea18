import type { Money } from "../../../proto/gen/paywindow/common/v1/money.ts";

/**
 * A contract's message as the HTTP door writes it (proto3 JSON): int64 and times are strings, enums are their names, bytes are base64, and a field that
 * holds its default may be absent. Derived from the generated types, so a change of a contract shows here when the types are checked.
 */
export type Json<T> = T extends bigint | Date | Uint8Array
  ? string
  : T extends string | boolean | undefined
    ? T
    : T extends number
      ? number extends T
        ? number
        : string
      : T extends readonly (infer Element)[]
        ? Json<Element>[]
        : { [Field in keyof T]?: Json<T[Field]> };

/** An amount in JSON, whole: minor units as a decimal string, and the currency. */
export type Amount = Required<Json<Money>>;
