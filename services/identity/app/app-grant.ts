import { createHmac, hash } from "node:crypto";
import type { AppAuthorization } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import type { IdentityReason } from "../errors.ts";

/** An agent's authorisation by a merchant: types and rules, without any I/O. Codes and tokens are stored as hashes; tokens follow from a sealed seed. */

/** A code lives a day, a token a year, and a refresh token a week longer. */
const DAY_MS = 86_400_000;
export const CODE_LIFETIME_MS = DAY_MS;
export const TOKEN_LIFETIME_MS = 365 * DAY_MS;
export const REFRESH_LIFETIME_MS = 372 * DAY_MS;

/** What gives a token, once: a merchant's code, or the refresh token of an earlier grant. */
export interface AppCredential {
  /** The hash of the code or token. */
  readonly _id: string;
  readonly kind: "CODE" | "REFRESH";
  readonly appId: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly expireTime: Date;
  /** The grant that a refresh token came with: its token ends when this credential is used. */
  readonly renews?: string;
  /** The hash of the request that used it, and the grant that it made. */
  readonly usedBy?: string;
  readonly grantId?: string;
}

export interface AppGrant {
  /** aut_… */
  readonly _id: string;
  readonly appId: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly tokenHash: string;
  /** 32 bytes, sealed under the grant's id: its tokens follow from them, so that a repeated request gets the same ones. */
  readonly seed: Buffer;
  readonly sealedBy: string;
  readonly startTime: Date;
  readonly expireTime: Date;
  readonly refreshExpireTime: Date;
  /** When a newer token took its place. */
  readonly replacedTime?: Date;
}

export const hashOf = (secret: string): string => hash("sha256", secret, "base64url");

/** The two tokens of a grant, 40 characters each. */
export const tokensOf = (seed: Buffer): { readonly token: string; readonly refreshToken: string } => {
  const derive = (name: string) => createHmac("sha256", seed).update(name).digest("hex").slice(0, 40);
  return { token: derive("token"), refreshToken: derive("refresh") };
};

/** Whether the credential gives a token to that app now, has given one to this very request, or is refused. */
export const judgeCredential = (
  credential: AppCredential | undefined,
  { appId, requestHash }: { appId: string; requestHash: string },
  now: Date,
): { readonly refuse: IdentityReason } | { readonly again: string } | { readonly grant: AppCredential } => {
  if (!credential) return { refuse: "AUTH_CODE_NOT_FOUND" };
  if (credential.appId !== appId) return { refuse: "AUTH_CODE_OF_OTHER_APP" };
  if (credential.usedBy === requestHash && credential.grantId) return { again: credential.grantId };
  if (credential.usedBy !== undefined) return { refuse: "AUTH_CODE_USED" };
  if (credential.expireTime <= now) return { refuse: "AUTH_CODE_EXPIRED" };
  return { grant: credential };
};

export const authorizationMessage = (grant: AppGrant, now: Date): AppAuthorization => ({
  appId: grant.appId,
  merchantId: grant.merchantId,
  storeId: grant.storeId,
  startTime: grant.startTime,
  expireTime: grant.expireTime,
  isValid: grant.replacedTime === undefined && now < grant.expireTime,
});
