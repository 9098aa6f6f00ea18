import { randomBytes } from "node:crypto";
import type { ClientSession } from "mongoose";
import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { AppAuthToken, ExchangeAppAuthTokenRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import {
  type AppCredential,
  type AppGrant,
  authorizationMessage,
  hashOf,
  judgeCredential,
  REFRESH_LIFETIME_MS,
  TOKEN_LIFETIME_MS,
  tokensOf,
} from "./app-grant.ts";

/** ExchangeAppAuthToken: uses up a code or a refresh token. The request that used it gets the same token again, as an answer may be lost. */
export const exchangeAppAuthToken =
  (parts: IdentityParts): Handler<ExchangeAppAuthTokenRequest, AppAuthToken> =>
  async (request, { caller, now }) => {
    assertService(caller);
    const { appId, secret, requestHash } = parse(request);
    const app = await parts.apps.findById(appId).lean();
    if (!app) throw identityReasons.error("APP_NOT_FOUND");
    if (!app.isAgent) throw identityReasons.error("APP_NOT_AGENT");
    const grant = await parts.store.transaction(async (session) => {
      const found = await parts.appCredentials.findById(hashOf(secret)).session(session).lean<AppCredential>();
      const verdict = judgeCredential(found ?? undefined, { appId, requestHash }, now);
      if ("refuse" in verdict) throw identityReasons.error(verdict.refuse);
      if ("again" in verdict) return parts.appGrants.findById(verdict.again).session(session).lean<AppGrant>();
      return spend(parts, session, verdict.grant, requestHash, now);
    });
    if (!grant) throw new Error("an authorisation vanished");
    return tokenMessage(parts, grant, now);
  };

const SECRET_SHAPE = { en: "1 to 200 characters", zh: "1 至 200 个字符" };

const parse = ({ appId, appAuthCode, refreshToken, requestId }: ExchangeAppAuthTokenRequest) => {
  const fields = readFields();
  const field = refreshToken === "" ? "app_auth_code" : "refresh_token";
  const secret = fields.matching(field, refreshToken || appAuthCode, /^[\x21-\x7e]{1,200}$/, SECRET_SHAPE);
  fields.matching("request_id", requestId, /^[\x21-\x7e]{1,200}$/, SECRET_SHAPE);
  fields.check();
  return { appId, secret, requestHash: hashOf(requestId) };
};

/** Writes the new grant with its refresh token, and ends the credential and the grant that it renews. */
const spend = async (
  { appCredentials, appGrants, seal }: IdentityParts,
  session: ClientSession,
  { _id, appId, merchantId, storeId, renews }: AppCredential,
  usedBy: string,
  now: Date,
): Promise<AppGrant> => {
  const grantId = newId("aut", now);
  const seed = randomBytes(32);
  const { token, refreshToken } = tokensOf(seed);
  const about = { appId, merchantId, storeId };
  const refreshExpireTime = plusMs(now, REFRESH_LIFETIME_MS);
  const grant: AppGrant = {
    ...{ _id: grantId, ...about, tokenHash: hashOf(token), seed: seal.seal(grantId, seed), sealedBy: seal.sealedBy },
    ...{ startTime: now, expireTime: plusMs(now, TOKEN_LIFETIME_MS), refreshExpireTime },
  };
  const used = await appCredentials.updateOne(
    { _id, usedBy: { $exists: false } },
    { $set: { usedBy, grantId } },
    { session },
  );
  if (used.matchedCount !== 1) throw new Error("an authorisation code was used while it was being used");
  if (renews) await appGrants.updateOne({ _id: renews }, { $set: { replacedTime: now } }, { session });
  await appGrants.create([grant], { session });
  const refresh = { _id: hashOf(refreshToken), kind: "REFRESH" as const, ...about, renews: grantId };
  await appCredentials.create([{ ...refresh, expireTime: refreshExpireTime }], { session });
  return grant;
};

const tokenMessage = ({ seal }: IdentityParts, grant: AppGrant, now: Date): AppAuthToken => {
  const { token, refreshToken } = tokensOf(seal.open(grant._id, { bytes: grant.seed, sealedBy: grant.sealedBy }));
  const { refreshExpireTime } = grant;
  return { appAuthToken: token, refreshToken, refreshExpireTime, authorization: authorizationMessage(grant, now) };
};
