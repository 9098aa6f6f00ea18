import { type AccessRow, allow, anyone, on, users } from "../grant.ts";
import { office, operator, SERVICES_ONLY } from "./roles.ts";

/** Who may call the rpcs of identity. */
export const identityAccess: Readonly<Record<string, AccessRow>> = {
  "identity.signIn": [allow(anyone())],
  "identity.requestPhoneCode": [allow(anyone()), allow(users())],
  "identity.registerUser": [allow(anyone())],
  "identity.redeemPhoneCode": SERVICES_ONLY,
  "identity.listPhoneMessages": [allow(anyone())],
  "identity.refreshSession": [allow(anyone())],
  "identity.signOut": [allow(anyone())],
  "identity.getVerificationKeys": [allow(anyone())],
  "identity.listDemoPersonas": [allow(anyone())],
  "identity.createApp": [allow(operator), allow(office, on("merchantId", "tenant"), on("storeId", "site"))],
  "identity.updateApp": [allow(operator), allow(office, on("merchantId", "tenant"))],
  "identity.getApp": SERVICES_ONLY,
  "identity.issueAppAuthCode": [allow(office, on("merchantId", "tenant"), on("storeId", "site"))],
  "identity.exchangeAppAuthToken": SERVICES_ONLY,
  "identity.queryAppAuthToken": SERVICES_ONLY,
};
