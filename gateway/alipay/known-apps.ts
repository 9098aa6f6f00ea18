import { createPublicKey, type KeyObject } from "node:crypto";
import { serviceCaller } from "../../kernel/auth/caller.ts";
import type { Client } from "../../kernel/contract/contract.ts";
import { hasReason } from "../../kernel/errors/reason.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import type { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";

/** A program as the door knows it: for whom it calls, and with what it proves itself. */
export interface KnownApp {
  readonly appId: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly isAgent: boolean;
  readonly publicKey: KeyObject;
  /** Empty for an app without a certificate. */
  readonly certificateSn: string;
  readonly aesKey: Buffer;
}

/** How long an app that was found, and one that was not, is remembered. */
const KNOWN_MS = 60_000;
const UNKNOWN_MS = 2_000;
const MAX_REMEMBERED = 10_000;
const APP_ID = /^\d{16}$/;

/** Finds apps in identity and remembers them; undefined for an id that nobody has. Rejects where identity does not answer. */
export interface KnownApps {
  find(appId: string): Promise<KnownApp | undefined>;
  /** The app has another key: what was remembered, and what is being fetched, is of the one before. */
  forget(appId: string): void;
}

export type FindApp = KnownApps["find"];

const fetchApp = async (identity: Client<IdentityServiceDefinition>, appId: string): Promise<KnownApp | undefined> => {
  try {
    const app = await identity.getApp({ appId }, { caller: serviceCaller("gateway") });
    const { merchantId, storeId, isAgent, certificateSn } = app;
    const aesKey = Buffer.from(app.aesKey, "base64");
    return { appId, merchantId, storeId, isAgent, certificateSn, aesKey, publicKey: createPublicKey(app.publicKey) };
  } catch (error) {
    if (hasReason(error, "APP_NOT_FOUND")) return undefined;
    throw error;
  }
};

export const createKnownApps = (identity: Client<IdentityServiceDefinition>, clock: Clock): KnownApps => {
  const remembered = new Map<string, { until: Date; readonly app: Promise<KnownApp | undefined> }>();

  const fetch = (appId: string, now: Date): Promise<KnownApp | undefined> => {
    const entry = { until: plusMs(now, KNOWN_MS), app: fetchApp(identity, appId) };
    remembered.delete(appId);
    remembered.set(appId, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    const forget = () => remembered.get(appId) === entry && remembered.delete(appId);
    entry.app.then((app) => {
      if (!app) entry.until = plusMs(now, UNKNOWN_MS);
    }, forget);
    return entry.app;
  };

  const find: FindApp = async (appId) => {
    if (!APP_ID.test(appId)) return undefined;
    const now = clock.now();
    const known = remembered.get(appId);
    return known && known.until > now ? known.app : fetch(appId, now);
  };
  return { find, forget: (appId) => void remembered.delete(appId) };
};
