/** Goal: an app has another key from the commit on, and nobody but its merchant's office gives it one. Method: a real node. */
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { UpdateAppRequest } from "../../../proto/gen/paywindow/identity/v1/app.ts";
import { type AppsWorld, aCertificate, PUBLIC_KEY, startAppsWorld } from "../testing/apps-world.ts";

let world: AppsWorld;
beforeAll(async () => {
  world = await startAppsWorld();
});
afterAll(() => world.node.stop());

const OTHER_KEY = generateKeyPairSync("rsa", { modulusLength: 2_048 })
  .publicKey.export({ format: "pem", type: "spki" })
  .toString();

const aChange = (appId: string, overrides: Partial<UpdateAppRequest> = {}): UpdateAppRequest => ({
  ...{ appId, merchantId: "mer_demomarket", appName: "", publicKey: "", certificate: "", aesKey: "" },
  ...overrides,
});
const readApp = (appId: string) => world.as("door").getApp({ appId });

test("another key, and nothing else: the key of contents, the merchant and the name stay", async () => {
  const app = await world.addApp();
  const changed = await world.as("manager").updateApp(aChange(app.appId, { publicKey: OTHER_KEY }));
  expect(changed).toEqual({ ...app, publicKey: OTHER_KEY });
  expect(await readApp(app.appId)).toEqual(changed);
});

test("a certificate brings its serial number, a bare key after it ends that; a name alone changes no key", async () => {
  const { appId } = await world.addApp();
  const certificate = aCertificate("/CN=Shop");
  const certified = await world.as("manager").updateApp(aChange(appId, { certificate }));
  expect(certified).toMatchObject({ publicKey: PUBLIC_KEY, certificateSn: expect.stringMatching(/^[0-9a-f]{32}$/) });
  const renamed = await world.as("manager").updateApp(aChange(appId, { appName: "新收银" }));
  expect(renamed).toEqual({ ...certified, appName: "新收银" });
  const bare = await world.as("manager").updateApp(aChange(appId, { publicKey: OTHER_KEY }));
  expect(bare).toEqual({ ...renamed, publicKey: OTHER_KEY, certificateSn: "" });
});

test("another key for contents, sealed in the row; a text that is none is refused, and its value is not told", async () => {
  const app = await world.addApp();
  const aesKey = Buffer.alloc(16, 7).toString("base64");
  const changed = await world.as("manager").updateApp(aChange(app.appId, { aesKey }));
  expect(changed).toEqual({ ...app, aesKey });
  expect(await readApp(app.appId)).toEqual(changed);
  const short = world.as("manager").updateApp(aChange(app.appId, { aesKey: "c2hvcnQ=" }));
  await expect(short).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field: "aes_key" }] });
});

test("the platform's own people change any app", async () => {
  const { appId } = await world.addApp();
  const changed = await world.as("operator").updateApp(aChange(appId, { publicKey: OTHER_KEY }));
  expect(changed.publicKey).toBe(OTHER_KEY);
});

test.each<[string, "manager" | "stranger" | "elsewhere", Partial<UpdateAppRequest>]>([
  ["APP_NOT_FOUND", "manager", { appId: "2021999999999999" }],
  ["APP_NOT_FOUND", "stranger", { merchantId: "mer_stranger" }],
  ["APP_NOT_FOUND", "elsewhere", {}],
  ["CALLER_NOT_ALLOWED", "stranger", {}],
  ["REQUEST_INVALID", "manager", { publicKey: "MIIBIjANBg" }],
  ["REQUEST_INVALID", "manager", { appId: "mine" }],
  ["REQUEST_INVALID", "manager", { publicKey: OTHER_KEY, certificate: "x" }],
])("%s for %s with %j, and the key stays", async (reason, who, overrides) => {
  const { appId } = await world.addApp();
  const change = aChange(appId, { publicKey: OTHER_KEY, ...overrides });
  await expect(world.as(who).updateApp(change)).rejects.toMatchObject({ reason });
  expect((await readApp(appId)).publicKey).toBe(PUBLIC_KEY);
});
