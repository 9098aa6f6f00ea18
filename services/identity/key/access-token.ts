import type { KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import type { Principal } from "../principal/principal.ts";

/** Who signs, and for whom: every door of this platform. */
const ISSUER = "paywindow";
const AUDIENCE = "paywindow";

/** What signs a token. */
export interface TokenKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** A JWT signed with EdDSA over Ed25519 (RFC 8037). Its claims are those from which a door makes a Caller, and the name to greet. */
export const signAccessToken = (key: TokenKey, principal: Principal, now: Date, expireTime: Date): Promise<string> =>
  new SignJWT({
    kind: principal.kind,
    tenant: principal.merchantId,
    sites: principal.storeIds,
    roles: principal.roles,
    name: principal.displayName,
  })
    .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: key.keyId })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(principal._id)
    .setIssuedAt(now)
    .setExpirationTime(expireTime)
    .sign(key.privateKey);
