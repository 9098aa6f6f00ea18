import type { Model } from "mongoose";
import { createBlindIndex } from "../../kernel/crypto/blind-index.ts";
import { createSeal, type Seal } from "../../kernel/crypto/seal.ts";
import type { Outbox } from "../../kernel/events/event.ts";
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
import { embeddedSms } from "./registration/embedded-sms.ts";
import {
  type PhoneCodeRow,
  type PhoneMessageRow,
  phoneCodeModel,
  phoneMessageModel,
} from "./registration/phone-code-model.ts";
import type { SmsProvider } from "./registration/sms-provider.ts";
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
  readonly outbox: Outbox;
  readonly phoneCodes: Model<PhoneCodeRow>;
  readonly phoneMessages: Model<PhoneMessageRow>;
  /** By which a principal is found who has a phone number. */
  readonly phoneIndex: (phone: string) => string;
  /** What is kept of a code: a keyed hash with the row's id and nonce. */
  readonly codeHash: (rowId: string, nonce: string, code: string) => string;
  /** Who brings codes to phones; where there is nobody, no code can be asked for. */
  readonly sms: SmsProvider | undefined;
  /** Seals apps' keys and tokens at rest. */
  readonly seal: Seal;
  readonly apps: Model<App>;
  readonly appCredentials: Model<AppCredential>;
  readonly appGrants: Model<AppGrant>;
}

/** Messages go to the demonstration's own phone page; another provider is put in here. */
const registrationParts = ({ store, config }: Pick<ServiceHost, "store" | "config">) => {
  const phoneIndex = createBlindIndex(config.secretKey, "phone");
  const hash = createBlindIndex(config.secretKey, "phone code");
  const phoneMessages = phoneMessageModel(store.connection);
  return {
    phoneCodes: phoneCodeModel(store.connection),
    ...{ phoneMessages, phoneIndex },
    codeHash: (rowId: string, nonce: string, code: string) => hash(`${rowId} ${nonce} ${code}`),
    sms: config.demo
      ? embeddedSms({ phoneMessages, phoneIndex, seal: createSeal(config.secretKey, config.sealCipher) })
      : undefined,
  };
};

export const identityParts = ({ store, config, idempotency, outbox }: ServiceHost): IdentityParts => ({
  ...registrationParts({ store, config }),
  outbox,
  store,
  principals: principalModel(store.connection),
  failedSignIns: failedSignInsModel(store.connection),
  sessions: sessionModel(store.connection),
  refreshTokens: refreshTokenModel(store.connection),
  idempotency,
  seal: createSeal(config.secretKey, config.sealCipher),
  apps: appModel(store.connection),
  appCredentials: appCredentialModel(store.connection),
  appGrants: appGrantModel(store.connection),
  keyRing: createKeyRing(signingKeyModel(store.connection), createSeal(config.secretKey, config.sealCipher)),
});
