import { randomBytes, randomInt } from "node:crypto";
import { actsForTenant, type Caller } from "../../../kernel/auth/caller.ts";
import { assertKnown } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { App as AppMessage, CreateAppRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { type App, readCertificate, readPublicKey } from "./app.ts";
import { appMessage } from "./get-app.ts";

/** CreateApp: a merchant's program gets an id and a key for contents. The stored answer of the idempotency key is without that key: the row has it, sealed. */
export const createApp =
  (parts: IdentityParts): Handler<CreateAppRequest, AppMessage> =>
  async (request, context) => {
    const asked = parse(request);
    assertMayChangeApps(context.caller, asked.merchantId);
    const stored = await parts.idempotency.run(
      {
        rpc: "createApp",
        scope: asked.merchantId,
        key: context.idempotencyKey,
        request: CreateAppRequest.encode(request).finish(),
        codec: AppMessage,
        context,
      },
      async (session) => {
        const app = newApp(parts, asked, context.now);
        await parts.apps.create([app], { session });
        return { ...appMessage(parts.seal, app), aesKey: "" };
      },
    );
    const row = await parts.apps.findById(stored.appId).lean<App>();
    if (!row) throw new Error(`the app ${stored.appId} vanished`);
    return appMessage(parts.seal, row);
  };

/** A merchant's own staff, for the merchant; and the platform's operators, who set merchants up. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED. */
export const assertMayChangeApps = (caller: Caller, merchantId: string): void => {
  assertKnown(caller);
  const isOperator = actsForTenant(caller, "platform") && (caller.roles?.includes("operator") ?? false);
  if (!isOperator && !actsForTenant(caller, merchantId)) throw commonReasons.error("CALLER_NOT_ALLOWED");
};

const PUBLIC_KEY_SHAPE = {
  en: "an RSA public key of 2048 bits or more (SPKI: PEM, or its base64), or a certificate with one",
  zh: "须为 2048 位及以上的 RSA 公钥（PEM 或 Base64），或含此公钥的证书",
};

const parse = (request: CreateAppRequest) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const storeId = fields.id("store_id", request.storeId, "str");
  const appName = fields.text("app_name", request.appName, 1, 64);
  const keys = readKeys(fields, request);
  fields.check();
  return { merchantId, storeId, appName, isAgent: request.isAgent, ...keys };
};

/** The key by which a program proves itself: a public one, or a certificate's. */
export const readKeys = (
  fields: FieldReader,
  request: Pick<CreateAppRequest, "publicKey" | "certificate">,
): { readonly publicKey: string; readonly certificateSn: string | undefined } => {
  const certified = request.certificate === "" ? undefined : readCertificate(request.certificate);
  const publicKey = request.certificate === "" ? readPublicKey(request.publicKey) : certified?.publicKey;
  const field = request.certificate === "" ? "public_key" : "certificate";
  if (!publicKey || (request.certificate !== "" && request.publicKey !== ""))
    fields.refuse({ field, ...PUBLIC_KEY_SHAPE });
  return { publicKey: publicKey ?? "", certificateSn: certified?.certificateSn };
};

const newApp = (
  { seal }: IdentityParts,
  { certificateSn, ...asked }: ReturnType<typeof parse>,
  createTime: Date,
): App => {
  const appId = `2021${randomInt(1_000_000).toString().padStart(6, "0")}${randomInt(1_000_000).toString().padStart(6, "0")}`;
  const aesKey = seal.seal(appId, randomBytes(16));
  return { _id: appId, ...asked, ...(certificateSn && { certificateSn }), aesKey, sealedBy: seal.sealedBy, createTime };
};
