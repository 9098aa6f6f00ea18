import type { Metadata } from "@grpc/grpc-js";
import { type MethodDefinition, needsIdempotencyKey } from "../contract/contract.ts";
import { commonReasons } from "../errors/common-reasons.ts";

/** The names of what travels with a call as gRPC metadata. */
export const METADATA = {
  authorization: "authorization",
  idempotencyKey: "idempotency-key",
  idempotencyReplayed: "idempotency-replayed",
  traceparent: "traceparent",
  caller: "x-paywindow-caller",
  meshSecret: "x-paywindow-mesh",
} as const;

/** The text of an entry that may be sent once; undefined where it is absent. */
export const readText = (metadata: Metadata, name: string): string | undefined => {
  const [value] = metadata.get(name);
  return typeof value === "string" ? value : undefined;
};

const KEY_SHAPE = /^[\x20-\x7e]{1,200}$/;

/** The key of a call, checked: printable ASCII, 1 to 200 characters, present where the rpc needs one. Empty where there is none and none is needed. */
export const checkIdempotencyKey = (key: string | undefined, method: MethodDefinition): string => {
  if (!key) {
    if (needsIdempotencyKey(method)) throw commonReasons.error("IDEMPOTENCY_KEY_MISSING");
    return "";
  }
  if (KEY_SHAPE.test(key)) return key;
  const field = METADATA.idempotencyKey;
  throw commonReasons.error("REQUEST_INVALID", {
    fields: [{ field, en: "1 to 200 printable ASCII characters", zh: "须为 1 至 200 个可打印 ASCII 字符" }],
  });
};
