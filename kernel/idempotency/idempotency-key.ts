import { hash } from "node:crypto";
import { commonReasons } from "../errors/common-reasons.ts";

const MAX_LENGTH = 200;

/** Refuses a key that is missing, too long or not printable ASCII. */
export const checkKey = (key: string): void => {
  if (key === "") throw commonReasons.error("IDEMPOTENCY_KEY_MISSING");
  if (key.length > MAX_LENGTH || !/^[\x20-\x7e]+$/.test(key)) {
    throw commonReasons.error("REQUEST_INVALID", {
      fields: [
        {
          field: "idempotency-key",
          en: `1 to ${MAX_LENGTH} printable ASCII characters`,
          zh: `1 至 ${MAX_LENGTH} 个可见 ASCII 字符`,
        },
      ],
    });
  }
};

/** The row's id: the hash of (rpc, scope, key), each with its length, so that ("a", "bc") and ("ab", "c") differ. */
export const rowIdOf = (...parts: [rpc: string, scope: string, key: string]): string =>
  hash("sha256", parts.map((part) => `${part.length}:${part}`).join(""));

/** What tells two requests under one key apart. */
export const requestHashOf = (request: Uint8Array): string => hash("sha256", request);
