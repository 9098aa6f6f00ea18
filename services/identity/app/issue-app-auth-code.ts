import { randomBytes } from "node:crypto";
import { actsForTenant } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type {
  IssueAppAuthCodeRequest,
  IssueAppAuthCodeResponse,
} from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { CODE_LIFETIME_MS, hashOf } from "./app-grant.ts";

/** IssueAppAuthCode: what a merchant hands to an agent. A code that is never used ends after a day. */
export const issueAppAuthCode =
  ({ apps, appCredentials }: IdentityParts): Handler<IssueAppAuthCodeRequest, IssueAppAuthCodeResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    if (!actsForTenant(caller, merchantId)) throw commonReasons.error("CALLER_NOT_ALLOWED");
    const app = await apps.findById(request.appId).lean();
    if (!app) throw identityReasons.error("APP_NOT_FOUND");
    if (!app.isAgent) throw identityReasons.error("APP_NOT_AGENT");
    const appAuthCode = randomBytes(20).toString("hex");
    const expireTime = plusMs(now, CODE_LIFETIME_MS);
    const about = { appId: app._id, merchantId, storeId };
    await appCredentials.create([{ _id: hashOf(appAuthCode), kind: "CODE", ...about, expireTime }]);
    return { appAuthCode, expireTime };
  };
