import { createHash, randomBytes } from "node:crypto";

/** How long a refresh token waits for its use, and so how long a session lives that nobody uses. */
export const REFRESH_LIFETIME_MS = 30 * 24 * 60 * 60_000;

/** A sign-in and everything that was refreshed from it. */
export interface SessionRow {
  /** ses_… */
  readonly _id: string;
  readonly principalId: string;
  readonly startTime: Date;
  /** When it was ended: by sign-out, or because a spent refresh token came back. */
  readonly endTime?: Date;
  /** The end of its last refresh token. */
  readonly expireTime: Date;
}

/** One refresh token of a session, by its hash. */
export interface RefreshTokenRow {
  /** `hashToken` of the token; the token itself is only with its owner. */
  readonly _id: string;
  readonly sessionId: string;
  readonly spentTime?: Date;
  readonly expireTime: Date;
}

/** A new refresh token: 256 bits by chance. */
export const newRefreshToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of a token. (256 random bits need no slow hash.) */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64url");

/** What becomes of a refresh token that is shown. `reused`: it was spent before, so somebody has a copy, and the session must end (RFC 9700 4.14.2). */
type RefreshVerdict = "accepted" | "expired" | "reused";

export const judgeRefresh = (token: RefreshTokenRow | null, session: SessionRow | null, now: Date): RefreshVerdict => {
  if (!token || !session || session.endTime || token.expireTime <= now) return "expired";
  return token.spentTime ? "reused" : "accepted";
};
