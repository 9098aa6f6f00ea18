import { hash } from "node:crypto";
import type { Caller } from "../../kernel/auth/caller.ts";
import { hasReason } from "../../kernel/errors/reason.ts";
import { defineEvent, listen } from "../../kernel/events/event.ts";
import { currentTraceparent } from "../../kernel/telemetry/spans.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import { AppChanged } from "../../proto/gen/paywindow/identity/v1/app.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Desk } from "../call/desk.ts";
import type { BizContent } from "./biz/biz-content.ts";
import { AlipayFault } from "./fault.ts";
import { createKnownApps, type FindApp, type KnownApp } from "./known-apps.ts";
import { asDoor } from "./methods/auth-token.ts";
import type { Answer, Calling, Method, Parties } from "./methods/method.ts";
import { createPlatformSigner, type PlatformSigner } from "./signatures.ts";
import { faultOf } from "./sub-codes.ts";

/** The official client waits 5 s: whatever is not known by then is answered as such before. */
const DEADLINE_MS = 4_500;

/** What both versions of the door share. */
export interface AlipayDesk {
  readonly desk: Desk;
  readonly parties: Parties;
  readonly findApp: FindApp;
  readonly signer: PlatformSigner;
  /** Hears no more of apps that change. */
  close(): void;
}

/** As identity announces it. */
const appChanged = defineEvent("identity.app.changed", AppChanged);

export const openAlipayDesk = (desk: Desk): AlipayDesk => {
  const { client, clock } = desk.node;
  const parties = { payments: client(PaymentsServiceDefinition), identity: client(IdentityServiceDefinition) };
  const apps = createKnownApps(parties.identity, clock);
  const close = desk.node.listen(listen(appChanged, ({ appId }) => apps.forget(appId)));
  return { desk, parties, findApp: apps.find, signer: createPlatformSigner(desk.config), close };
};

/** A call whose signature was verified, as either version has read it. */
export interface VerifiedCall {
  readonly app: KnownApp;
  readonly method: Method;
  readonly biz: BizContent;
  /** The contents as they were sent, or decrypted. */
  readonly bizText: string;
  readonly notifyUrl: string;
  /** The merchant's token that an agent sent; empty where it calls for itself. */
  readonly appAuthToken: string;
  readonly signature: string;
}

/** The merchant for whom an agent's token lets it call. @throws 20001 for a token that is no good: it is never ignored. */
const principalOf = async (
  { parties }: AlipayDesk,
  { app, appAuthToken }: VerifiedCall,
  now: Date,
): Promise<{ readonly merchantId: string; readonly storeId: string }> => {
  if (appAuthToken === "") return app;
  const refused = (subCode: string, why: string) => new AlipayFault("20001", subCode, why);
  try {
    const request = { appId: app.appId, appAuthToken };
    const { merchantId, storeId, isValid, expireTime } = await parties.identity.queryAppAuthToken(request, asDoor({}));
    if (isValid) return { merchantId, storeId };
    if (expireTime && expireTime <= now) throw refused("aop.app-auth-token-time-out", "应用授权令牌已过期");
  } catch (error) {
    if (!hasReason(error, "AUTH_TOKEN_NOT_FOUND")) throw error;
  }
  throw refused("aop.invalid-app-auth-token", "无效的应用授权令牌");
};

const callingOf = async (alipay: AlipayDesk, call: VerifiedCall): Promise<Calling> => {
  const now = alipay.desk.node.clock.now();
  const { app, method, bizText, notifyUrl, signature } = call;
  const { merchantId, storeId } = await principalOf(alipay, call, now);
  const caller: Caller = { kind: "app", id: app.appId, tenantId: merchantId, siteIds: [storeId] };
  const contents = JSON.stringify([app.appId, merchantId, method.name, bizText, notifyUrl]);
  return {
    ...{ appId: app.appId, merchantId, storeId, now, notifyUrl },
    options: { caller, deadline: plusMs(now, DEADLINE_MS), traceparent: currentTraceparent() },
    callKey: `alipay-${hash("sha256", contents, "base64url")}`,
    requestId: hash("sha256", signature, "base64url"),
  };
};

/** Takes the call from the app's share, finds out for whom it calls, and lets the method do its work. @throws AlipayFault and nothing else. */
export const performMethod = async (alipay: AlipayDesk, call: VerifiedCall): Promise<Answer> => {
  const { method, biz, app } = call;
  try {
    const calling = await callingOf(alipay, call);
    return await method.perform(alipay.parties, calling, biz);
  } catch (error) {
    const fault = faultOf(error, method.subCodes, method.echo(biz));
    const { log } = alipay.desk.node;
    if (fault.code === "20000")
      log.error({ err: error, method: method.name, appId: app.appId }, "an Alipay call failed");
    throw fault.code === "40004" ? withEcho(fault, method.echo(biz)) : fault;
  }
};

const withEcho = ({ code, subCode, subMsg }: AlipayFault, echo: Readonly<Record<string, string>>): AlipayFault =>
  new AlipayFault(code, subCode, subMsg, echo);
