import { actsAtSite, actsForTenant, type Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type { App as AppMessage, UpdateAppRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { identityReasons } from "../errors.ts";
import { appChanged } from "../events.ts";
import type { IdentityParts } from "../identity-parts.ts";
import type { App } from "./app.ts";
import { assertMayChangeApps, readKeys } from "./create-app.ts";
import { appMessage } from "./get-app.ts";

/** UpdateApp: the change and the news of it in one commit; every door that remembers the key before hears it and asks anew. */
export const updateApp =
  (parts: IdentityParts): Handler<UpdateAppRequest, AppMessage> =>
  async (request, { caller, now, traceparent }) => {
    const { appId, merchantId, contentsKey, ...keys } = parse(request);
    const sealed = contentsKey && { aesKey: parts.seal.seal(appId, contentsKey), sealedBy: parts.seal.sealedBy };
    const changes = { ...keys, ...sealed };
    assertMayChangeApps(caller, merchantId);
    const app = await parts.store.transaction(async (session) => {
      const filter = { _id: appId, merchantId };
      const before = await parts.apps.findOne(filter).session(session).lean<App>();
      if (!before || !mayChange(caller, before)) throw identityReasons.error("APP_NOT_FOUND");
      const { certificateSn: _old, ...bare } = before;
      const after = changes.publicKey ? { ...bare, ...changes } : { ...before, ...changes };
      await parts.apps.replaceOne(filter, after, { session });
      await parts.outbox.append(session, appChanged, { appId }, { now, traceparent, key: appId });
      return after;
    });
    return appMessage(parts.seal, app);
  };

/** Staff change the apps of the stores where they work, as they make them; the platform's own people, who are of no store, any. */
const mayChange = (caller: Caller, { storeId }: App): boolean =>
  caller.kind !== "staff" || actsForTenant(caller, "platform") || actsAtSite(caller, storeId);

const parse = (request: UpdateAppRequest) => {
  const fields = readFields();
  const appId = fields.matching("app_id", request.appId, /^\d{16}$/, { en: "16 digits", zh: "须为 16 位数字" });
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const appName = request.appName && fields.text("app_name", request.appName, 1, 64);
  const hasKeys = request.publicKey !== "" || request.certificate !== "";
  const keys = hasKeys ? readKeys(fields, request) : undefined;
  const contentsKey = request.aesKey === "" ? undefined : readContentsKey(fields, request.aesKey);
  fields.check();
  return {
    ...{ appId, merchantId, contentsKey },
    ...(appName && { appName }),
    ...(keys && { publicKey: keys.publicKey }),
    ...(keys?.certificateSn && { certificateSn: keys.certificateSn }),
  };
};

const AES_KEY_BYTES = 16;

/** A key for contents, as AES-128 takes it. */
const readContentsKey = (fields: FieldReader, text: string): Buffer => {
  const key = Buffer.from(text, "base64");
  if (key.length !== AES_KEY_BYTES || key.toString("base64") !== text)
    fields.refuse({ field: "aes_key", en: "16 bytes in base64", zh: "须为 16 字节的 Base64" });
  return key;
};
