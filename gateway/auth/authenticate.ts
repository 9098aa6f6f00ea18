import { hash } from "node:crypto";
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { anonymous, type Caller } from "../../kernel/auth/caller.ts";
import type { ClientFactory } from "../../kernel/contract/contract.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { createVerificationKeys } from "./verification-keys.ts";

/** What identity writes into its access tokens. */
const ISSUER = "paywindow";
const AUDIENCE = "paywindow";
const CLOCK_SKEW_S = 5;
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;
const MAX_TOKEN_LENGTH = 4_096;
/** Verified tokens that are remembered; the least recently used goes first. */
const MAX_REMEMBERED = 10_000;

/** Who calls, and until when that is proven. */
export interface Proof {
  readonly caller: Caller;
  /** The end of the token; nothing for an anonymous caller. */
  readonly expireTime?: Date;
}

/** Reads an Authorization header; none means anonymous. Rejects with CALLER_UNKNOWN where there is one that proves nothing. */
export type Authenticate = (authorization: string | undefined) => Promise<Proof>;

const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;

/** The caller of verified claims: sub, kind, tenant, sites, roles. */
const callerOf = (claims: JWTPayload): Caller | undefined => {
  const { sub, kind, tenant, sites = [], roles = [] } = claims as JWTPayload & Record<string, unknown>;
  const [siteIds, roleNames] = [texts(sites), texts(roles)];
  if (!sub || (kind !== "user" && kind !== "staff") || !siteIds || !roleNames) return undefined;
  if (kind === "user") return { kind, id: sub };
  return typeof tenant === "string" && tenant !== ""
    ? { kind, id: sub, tenantId: tenant, siteIds, roles: roleNames }
    : undefined;
};

/** A bounded memory of proofs by the token's hash; the tokens themselves are not kept. */
const createMemory = (clock: Clock) => {
  const proofs = new Map<string, Required<Proof>>();
  const keyOf = (token: string) => hash("sha256", token, "base64");
  return {
    recall: (token: string): Proof | undefined => {
      const key = keyOf(token);
      const proof = proofs.get(key);
      proofs.delete(key);
      if (!proof || proof.expireTime <= clock.now()) return undefined;
      proofs.set(key, proof);
      return proof;
    },
    remember: (token: string, proof: Required<Proof>): void => {
      proofs.set(keyOf(token), proof);
      const [oldest] = proofs.keys();
      if (proofs.size > MAX_REMEMBERED && oldest !== undefined) proofs.delete(oldest);
    },
  };
};

/** Verifies access tokens (JWT, EdDSA) with identity's public keys: signature, issuer, audience and life. */
export const createAuthenticate = ({ client, clock }: { client: ClientFactory; clock: Clock }): Authenticate => {
  const keys = createVerificationKeys({ client, clock });
  const memory = createMemory(clock);
  const unknownCaller = () => commonReasons.error("CALLER_UNKNOWN");

  const findKey: JWTVerifyGetKey = async ({ kid }) => {
    const key = kid ? await keys.find(kid) : undefined;
    if (!key) throw unknownCaller();
    return key;
  };

  const verify = async (token: string): Promise<Required<Proof>> => {
    const options = {
      ...{ issuer: ISSUER, audience: AUDIENCE, algorithms: ["EdDSA", "Ed25519"] },
      ...{ clockTolerance: CLOCK_SKEW_S, currentDate: clock.now(), requiredClaims: ["exp", "sub"] },
    };
    try {
      const { payload } = await jwtVerify(token, findKey, options);
      const caller = callerOf(payload);
      if (!caller) throw unknownCaller();
      return { caller, expireTime: new Date((payload.exp as number) * 1_000) };
    } catch (error) {
      throw error instanceof errors.JOSEError ? unknownCaller() : error;
    }
  };

  return async (authorization) => {
    if (authorization === undefined) return { caller: anonymous };
    const token = BEARER.exec(authorization)?.[1];
    if (!token || token.length > MAX_TOKEN_LENGTH) throw unknownCaller();
    const known = memory.recall(token);
    if (known) return known;
    const proof = await verify(token);
    memory.remember(token, proof);
    return proof;
  };
};
