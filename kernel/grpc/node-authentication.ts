import { createHash, timingSafeEqual } from "node:crypto";
import type { Metadata } from "@grpc/grpc-js";
import { anonymous, type Caller } from "../auth/caller.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { METADATA, readText } from "./call-metadata.ts";

/** Proves who calls, from what came with the call; rejects with CALLER_UNKNOWN. `action` is the rpc as `service.method`, `peer` the socket's `address:port`. */
export type Authenticate = (metadata: Metadata, action: string, peer: string) => Promise<Caller>;

const MIN_SECRET_LENGTH = 16;
const KINDS: readonly string[] = ["anonymous", "user", "staff", "app", "service"] satisfies Caller["kind"][];

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares digests, so that neither the time taken nor an error tells the length or the matching part. */
const sameSecret = (shown: string, expected: Buffer): boolean => timingSafeEqual(digest(shown), expected);

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const isCaller = (value: unknown): value is Caller => {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, tenantId, siteIds, roles } = value as Record<string, unknown>;
  return (
    typeof kind === "string" &&
    KINDS.includes(kind) &&
    typeof id === "string" &&
    (tenantId === undefined || typeof tenantId === "string") &&
    (siteIds === undefined || isTextList(siteIds)) &&
    (roles === undefined || isTextList(roles))
  );
};

const parseCaller = (encoded: string): Caller => {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
    if (isCaller(value)) return value;
  } catch {
    // Falls through: whoever shows the secret and a caller that cannot be read is told the same as a stranger.
  }
  throw commonReasons.error("CALLER_UNKNOWN");
};

/**
 * Who may call a node's own server: only nodes of the mesh, which show its secret and say for whom they act. Everyone else goes through the gateway, where
 * authorisation is. Without a secret (a mesh over NATS) nobody may. Throws where the secret is too short to be one.
 */
export const nodeAuthentication = (meshSecret: string | undefined): Authenticate => {
  const expected = meshSecret === undefined ? undefined : digest(checkSecret(meshSecret));
  return async (metadata) => {
    const shown = readText(metadata, METADATA.meshSecret);
    if (!expected || shown === undefined || !sameSecret(shown, expected)) throw commonReasons.error("CALLER_UNKNOWN");
    const encoded = readText(metadata, METADATA.caller);
    return encoded === undefined ? anonymous : parseCaller(encoded);
  };
};

/** Adds to a call what `nodeAuthentication` asks for. */
export const showCaller = (metadata: Metadata, meshSecret: string, caller: Caller): void => {
  metadata.set(METADATA.meshSecret, meshSecret);
  metadata.set(METADATA.caller, Buffer.from(JSON.stringify(caller)).toString("base64"));
};

/** The mesh's secret, if the text can serve as one; throws otherwise. */
export const checkSecret = (meshSecret: string): string => {
  if (meshSecret.length >= MIN_SECRET_LENGTH && /^[\x21-\x7e]+$/.test(meshSecret)) return meshSecret;
  throw new Error(
    `PAYWINDOW_MESH_SECRET must be at least ${MIN_SECRET_LENGTH} printable ASCII characters without spaces`,
  );
};
