import { defineService } from "../../kernel/node/service-module.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";
import { createApp } from "./app/create-app.ts";
import { exchangeAppAuthToken } from "./app/exchange-app-auth-token.ts";
import { getApp } from "./app/get-app.ts";
import { issueAppAuthCode } from "./app/issue-app-auth-code.ts";
import { queryAppAuthToken } from "./app/query-app-auth-token.ts";
import { updateApp } from "./app/update-app.ts";
import { identityParts } from "./identity-parts.ts";
import { getVerificationKeys } from "./key/get-verification-keys.ts";
import { seedDemoPrincipals } from "./principal/demo-principals.ts";
import { listDemoPersonas } from "./principal/list-demo-personas.ts";
import { listPhoneMessages } from "./registration/list-phone-messages.ts";
import { redeemPhoneCode } from "./registration/redeem-phone-code.ts";
import { registerUser } from "./registration/register-user.ts";
import { requestPhoneCode } from "./registration/request-phone-code.ts";
import { seedDemoPhones } from "./registration/seed-demo-phones.ts";
import { refreshSession } from "./session/refresh-session.ts";
import { signOut } from "./session/sign-out.ts";
import { signIn } from "./sign-in/sign-in.ts";

/** Who is calling: sign-in, sessions and the keys that prove them. */
export const identity = defineService(IdentityServiceDefinition, async (host) => {
  const parts = identityParts(host);
  if (host.config.mongodbUri && !host.config.secretKey)
    host.log.warn("PAYWINDOW_SECRET_KEY is not set: identity's private keys are stored as they are");
  return {
    handlers: {
      signIn: signIn(parts),
      requestPhoneCode: requestPhoneCode(parts),
      registerUser: registerUser(parts),
      redeemPhoneCode: redeemPhoneCode(parts),
      listPhoneMessages: listPhoneMessages(parts, host.config.demo),
      refreshSession: refreshSession(parts),
      signOut: signOut(parts),
      getVerificationKeys: getVerificationKeys(parts.keyRing),
      createApp: createApp(parts),
      updateApp: updateApp(parts),
      getApp: getApp(parts),
      issueAppAuthCode: issueAppAuthCode(parts),
      exchangeAppAuthToken: exchangeAppAuthToken(parts),
      queryAppAuthToken: queryAppAuthToken(parts),
      listDemoPersonas: listDemoPersonas(host.config.demo),
    },
    seedDemo: async () => {
      await seedDemoPrincipals(parts.principals);
      await seedDemoPhones(parts);
    },
  };
});
