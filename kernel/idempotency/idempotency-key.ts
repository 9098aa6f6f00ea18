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

/**
 * The row's id: (rpc, scope, key), the middle one with its length, so that no two triples meet. It stands in the order of the keys: a client whose keys
 * grow with time (an id of kernel/ids, a ULID, a counter) has its rows side by side, where a hash would touch a page of its own for each.
 */
export const rowIdOf = (rpc: string, scope: string, key: string): string => `${rpc}:${scope.length}:${scope}:${key}`;

/** What tells two requests under one key apart. */
export const requestHashOf = (request: Uint8Array): string => hash("sha256", request);
