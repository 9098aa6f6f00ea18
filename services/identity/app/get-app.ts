import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { App as AppMessage, GetAppRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import type { App } from "./app.ts";

/** GetApp: with the key that decrypts its contents, so for services alone. */
export const getApp =
  ({ apps, seal }: Pick<IdentityParts, "apps" | "seal">): Handler<GetAppRequest, AppMessage> =>
  async (request, { caller }) => {
    assertService(caller);
    const fields = readFields();
    const appId = fields.matching("app_id", request.appId, /^\d{16}$/, { en: "16 digits", zh: "须为 16 位数字" });
    fields.check();
    const app = await apps.findById(appId).lean<App>();
    if (!app) throw identityReasons.error("APP_NOT_FOUND");
    return appMessage(seal, app);
  };

/** An app in the contract's words. */
export const appMessage = (seal: Seal, app: App): AppMessage => ({
  appId: app._id,
  merchantId: app.merchantId,
  storeId: app.storeId,
  appName: app.appName,
  publicKey: app.publicKey,
  certificateSn: app.certificateSn ?? "",
  aesKey: seal.open(app._id, { bytes: app.aesKey, sealedBy: app.sealedBy }).toString("base64"),
  isAgent: app.isAgent,
  createTime: app.createTime,
});
