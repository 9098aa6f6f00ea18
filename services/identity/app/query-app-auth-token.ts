import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { AppAuthorization, QueryAppAuthTokenRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { type AppGrant, authorizationMessage, hashOf } from "./app-grant.ts";

/** QueryAppAuthToken: another agent's token is not there at all. */
export const queryAppAuthToken =
  ({ appGrants }: Pick<IdentityParts, "appGrants">): Handler<QueryAppAuthTokenRequest, AppAuthorization> =>
  async ({ appId, appAuthToken }, { caller, now }) => {
    assertService(caller);
    const grant = await appGrants.findOne({ tokenHash: hashOf(appAuthToken) }).lean<AppGrant>();
    if (grant?.appId !== appId) throw identityReasons.error("AUTH_TOKEN_NOT_FOUND");
    return authorizationMessage(grant, now);
  };
