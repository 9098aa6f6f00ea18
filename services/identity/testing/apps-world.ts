import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { aKey, startTestNode, type TestNode } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import type { App, CreateAppRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { identity } from "../identity.service.ts";

const MERCHANT = "mer_demomarket";
const STORE = "str_demomarket1";

const callers = {
  manager: { kind: "staff", id: "stf_demomanager1", tenantId: MERCHANT, siteIds: [STORE], roles: ["manager"] },
  elsewhere: { kind: "staff", id: "stf_elsewhere1", tenantId: MERCHANT, siteIds: ["str_other1"], roles: ["manager"] },
  operator: { kind: "staff", id: "stf_operator1", tenantId: "platform", siteIds: [], roles: ["operator"] },
  stranger: { kind: "staff", id: "stf_stranger1", tenantId: "mer_stranger", siteIds: [], roles: ["manager"] },
  door: serviceCaller("gateway"),
} as const satisfies Record<string, Caller>;

/** Identity on a real node with a clock that stands still, for the tests of apps. */
export interface AppsWorld {
  readonly clock: FixedClock;
  readonly node: TestNode;
  as(who: keyof typeof callers): Client<IdentityServiceDefinition>;
  /** An app that the manager created. */
  addApp(overrides?: Partial<CreateAppRequest>): Promise<App>;
  /** A code that lets an agent call for the demo's merchant. */
  code(agent: App): Promise<string>;
}

const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
export const PUBLIC_KEY = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
export const PRIVATE_KEY = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();

/** A certificate of that key, as OpenSSL makes it. */
export const aCertificate = (subject: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "paywindow-cert-"));
  try {
    const file = join(folder, "key.pem");
    writeFileSync(file, PRIVATE_KEY);
    const args = ["req", "-x509", "-utf8", "-key", file, "-subj", subject, "-days", "30"];
    return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const anApp = (overrides: Partial<CreateAppRequest> = {}): CreateAppRequest => ({
  ...{ merchantId: MERCHANT, storeId: STORE, appName: "收银系统", publicKey: PUBLIC_KEY, certificate: "" },
  isAgent: false,
  ...overrides,
});

export const startAppsWorld = async (config: { secretKey?: Uint8Array } = {}): Promise<AppsWorld> => {
  const clock = fixedClock("2026-03-01T04:00:00.000Z");
  const node = await startTestNode({ modules: [identity], clock, config });
  const as: AppsWorld["as"] = (who) => node.as(callers[who], IdentityServiceDefinition);
  return {
    ...{ clock, node, as },
    addApp: (overrides) => as("manager").createApp(anApp(overrides), { idempotencyKey: aKey() }),
    code: async ({ appId }) =>
      (await as("manager").issueAppAuthCode({ appId, merchantId: MERCHANT, storeId: STORE })).appAuthCode,
  };
};
