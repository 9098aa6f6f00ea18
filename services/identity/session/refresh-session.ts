import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RefreshSessionRequest, Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import type { Principal } from "../principal/principal.ts";
import { addRefreshToken } from "./open-session.ts";
import { hashToken, judgeRefresh, REFRESH_LIFETIME_MS } from "./session.ts";

/** Reads a refresh token from a request: any text that could be one, so that what is not a token at all is told apart from one that has ended. */
export const parseRefreshToken = (token: string): string => {
  const fields = readFields();
  fields.matching("refresh_token", token, /^[\w-]{1,128}$/, {
    en: "a refresh token as the last session gave it",
    zh: "须为上次会话返回的刷新令牌",
  });
  fields.check();
  return token;
};

/** Spends the token in one transaction: of two who show the same one, the second ends the session for both. */
const rotate = (parts: IdentityParts, token: string, now: Date) =>
  parts.store.transaction(async (session: ClientSession) => {
    const tokenId = hashToken(token);
    const shown = await parts.refreshTokens.findById(tokenId).session(session).lean();
    const owner = shown && (await parts.sessions.findById(shown.sessionId).session(session).lean());
    const verdict = judgeRefresh(shown, owner, now);
    if (verdict === "expired" || !owner) return undefined;
    if (verdict === "reused") {
      await parts.sessions.updateOne({ _id: owner._id }, { $set: { endTime: now } }, { session });
      return undefined;
    }
    const principal = await parts.principals.findById(owner.principalId).session(session).lean<Principal>();
    if (!principal) return undefined;
    await parts.refreshTokens.updateOne({ _id: tokenId }, { $set: { spentTime: now } }, { session });
    await parts.sessions.updateOne(
      { _id: owner._id },
      { $set: { expireTime: plusMs(now, REFRESH_LIFETIME_MS) } },
      { session },
    );
    return { principal, refreshToken: await addRefreshToken(parts, owner._id, now, session) };
  });

/** A new session for a refresh token that is then spent. What the principal may do is read afresh. */
export const refreshSession =
  (parts: IdentityParts): Handler<RefreshSessionRequest, Session> =>
  async (request, { now }) => {
    const token = parseRefreshToken(request.refreshToken);
    const signer = await parts.keyRing.signer(now);
    const rotated = await rotate(parts, token, now);
    if (!rotated) throw identityReasons.error("SESSION_EXPIRED");
    return signer.sessionMessage(rotated.principal, rotated.refreshToken);
  };
