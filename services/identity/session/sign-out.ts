import type { Handler } from "../../../kernel/contract/contract.ts";
import type { SignOutRequest, SignOutResponse } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { parseRefreshToken } from "./refresh-session.ts";
import { hashToken } from "./session.ts";

/** Ends the session of a refresh token. Access tokens that it gave run out by themselves within 15 minutes. */
export const signOut =
  (parts: IdentityParts): Handler<SignOutRequest, SignOutResponse> =>
  async (request, { now }) => {
    const token = parseRefreshToken(request.refreshToken);
    const shown = await parts.refreshTokens.findById(hashToken(token)).lean();
    if (shown)
      await parts.sessions.updateOne({ _id: shown.sessionId, endTime: { $exists: false } }, { $set: { endTime: now } });
    return {};
  };
