import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import type { Commented } from "./read-comments.ts";

/** A JSON Schema (2020-12), as far as we use it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly contentEncoding?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly $ref?: string;
}

const INT32: Schema = { type: "integer", format: "int32" };
const INT64: Schema = { type: "string", format: "int64", pattern: "^-?(0|[1-9][0-9]*)$" };
const NUMBER: Schema = { type: "number" };

const SCALARS: Readonly<Record<number, Schema>> = {
  [ScalarType.STRING]: { type: "string" },
  [ScalarType.BOOL]: { type: "boolean" },
  [ScalarType.BYTES]: { type: "string", contentEncoding: "base64" },
  [ScalarType.DOUBLE]: NUMBER,
  [ScalarType.FLOAT]: NUMBER,
  [ScalarType.INT32]: INT32,
  [ScalarType.SINT32]: INT32,
  [ScalarType.SFIXED32]: INT32,
  [ScalarType.UINT32]: INT32,
  [ScalarType.FIXED32]: INT32,
};

const WELL_KNOWN: Readonly<Record<string, Schema>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": { type: "string", pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$" },
};

/** `payments.Trade` for `paywindow.payments.v1.Trade`. */
const nameOf = ({ typeName }: DescMessage | DescEnum): string => typeName.replace(/^paywindow\.(\w+)\.v1\./, "$1.");

/** The schemas of messages and enums, collected as they are referred to. */
export class SchemaBook {
  readonly schemas: Record<string, Schema> = {};
  readonly #commentOf: (desc: Commented) => string;

  constructor(commentOf: (desc: Commented) => string) {
    this.#commentOf = commentOf;
  }

  /** The schema of a message: a reference, or the form of a well-known type. */
  ofMessage(message: DescMessage): Schema {
    const wellKnown = WELL_KNOWN[message.typeName];
    if (wellKnown) return wellKnown;
    return this.#refer(message, () => ({
      type: "object",
      properties: Object.fromEntries(message.fields.map((field) => [field.jsonName, this.ofField(field)])),
      additionalProperties: false,
    }));
  }

  /** The schema of a field, with its comment. */
  ofField(field: DescField): Schema {
    const single = this.#ofSingle(field);
    if (field.fieldKind === "list") return { type: "array", items: single, ...this.#describe(field) };
    if (field.fieldKind === "map") return { type: "object", additionalProperties: single, ...this.#describe(field) };
    return { ...single, ...this.#describe(field) };
  }

  #ofSingle({ enum: type, message, scalar }: Pick<DescField, "scalar" | "enum" | "message">): Schema {
    if (message) return this.ofMessage(message);
    if (type) return this.#refer(type, () => ({ type: "string", enum: type.values.map(({ name }) => name) }));
    return SCALARS[scalar ?? 0] ?? INT64;
  }

  #refer(desc: DescMessage | DescEnum, make: () => Schema): Schema {
    const name = nameOf(desc);
    if (!this.schemas[name]) {
      // A message that contains itself finds its own name taken.
      this.schemas[name] = {};
      this.schemas[name] = { ...this.#describe(desc), ...make() };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #describe(desc: Commented): Pick<Schema, "description"> {
    const description = this.#commentOf(desc);
    return description ? { description } : {};
  }
}
