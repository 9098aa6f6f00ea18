import type { Model } from "mongoose";
import { createSeal, type Seal } from "../../kernel/crypto/seal.ts";
import type { Idempotency } from "../../kernel/idempotency/idempotency.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { App } from "./app/app.ts";
import type { AppCredential, AppGrant } from "./app/app-grant.ts";
import { appCredentialModel, appGrantModel, appModel } from "./app/app-model.ts";
import { createKeyRing, type KeyRing } from "./key/key-ring.ts";
import { signingKeyModel } from "./key/signing-key-model.ts";
import type { Principal } from "./principal/principal.ts";
import { principalModel } from "./principal/principal-model.ts";
import type { RefreshTokenRow, SessionRow } from "./session/session.ts";
import { refreshTokenModel, sessionModel } from "./session/session-model.ts";
import { failedSignInsModel } from "./sign-in/failed-sign-ins-model.ts";

/** What identity's handlers work with. */
export interface IdentityParts {
  readonly store: Store;
  readonly principals: Model<Principal>;
  readonly failedSignIns: ReturnType<typeof failedSignInsModel>;
  readonly sessions: Model<SessionRow>;
  readonly refreshTokens: Model<RefreshTokenRow>;
  readonly keyRing: KeyRing;
  readonly idempotency: Idempotency;
  /** Seals apps' keys and tokens at rest. */
  readonly seal: Seal;
  readonly apps: Model<App>;
  readonly appCredentials: Model<AppCredential>;
  readonly appGrants: Model<AppGrant>;
}

export const identityParts = ({ store, config, idempotency }: ServiceHost): IdentityParts => ({
  store,
  principals: principalModel(store.connection),
  failedSignIns: failedSignInsModel(store.connection),
  sessions: sessionModel(store.connection),
  refreshTokens: refreshTokenModel(store.connection),
  idempotency,
  seal: createSeal(config.secretKey),
  apps: appModel(store.connection),
  appCredentials: appCredentialModel(store.connection),
  appGrants: appGrantModel(store.connection),
  keyRing: createKeyRing(signingKeyModel(store.connection), createSeal(config.secretKey)),
});
