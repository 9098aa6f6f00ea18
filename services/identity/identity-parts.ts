import type { Model } from "mongoose";
import { createSeal } from "../../kernel/crypto/seal.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
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
}

export const identityParts = ({ store, config }: ServiceHost): IdentityParts => ({
  store,
  principals: principalModel(store.connection),
  failedSignIns: failedSignInsModel(store.connection),
  sessions: sessionModel(store.connection),
  refreshTokens: refreshTokenModel(store.connection),
  keyRing: createKeyRing(signingKeyModel(store.connection), createSeal(config.secretKey)),
});
