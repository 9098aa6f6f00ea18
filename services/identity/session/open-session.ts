import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { hashToken, newRefreshToken, REFRESH_LIFETIME_MS } from "./session.ts";

type SessionParts = Pick<IdentityParts, "sessions" | "refreshTokens">;

/** Writes the next refresh token of a session and returns it. */
export const addRefreshToken = async (
  parts: SessionParts,
  sessionId: string,
  now: Date,
  session: ClientSession,
): Promise<string> => {
  const token = newRefreshToken();
  const row = { _id: hashToken(token), sessionId, expireTime: plusMs(now, REFRESH_LIFETIME_MS) };
  await parts.refreshTokens.create([row], { session });
  return token;
};

/** Writes a new session with its first refresh token, which it returns. */
export const openSession = async (
  parts: SessionParts,
  principalId: string,
  now: Date,
  session: ClientSession,
): Promise<string> => {
  const expireTime = plusMs(now, REFRESH_LIFETIME_MS);
  const row = { _id: newId("ses", now), principalId, startTime: now, expireTime };
  await parts.sessions.create([row], { session });
  return addRefreshToken(parts, row._id, now, session);
};
