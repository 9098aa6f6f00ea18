/** Goal: an app is created once, with a key that can be trusted, and its secrets lie sealed. Method: a real node. */
import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { AlipaySdk } from "alipay-sdk";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type AppsWorld, aCertificate, anApp, PRIVATE_KEY, PUBLIC_KEY, startAppsWorld } from "../testing/apps-world.ts";

let world: AppsWorld;
beforeAll(async () => {
  world = await startAppsWorld({ secretKey: new Uint8Array(32).fill(7) });
});
afterAll(() => world.node.stop());

/** The serial number that the SDK sends for a certificate. */
const sdkNameOf = (certificate: string): string => {
  const certificates = {
    appCertContent: certificate,
    alipayPublicCertContent: certificate,
    alipayRootCertContent: certificate,
  };
  return new AlipaySdk({ appId: "2021000000000000", privateKey: PRIVATE_KEY, ...certificates }).config.appCertSn;
};

const apps = () => world.node.store("identity").connection.model("App");

test("the same key gives the same app, its content key included, which is stored sealed and nowhere else", async () => {
  const [request, options] = [anApp(), { idempotencyKey: aKey() }];
  const app = await world.as("manager").createApp(request, options);
  expect(app.appId).toMatch(/^2021\d{12}$/);
  expect(app).toMatchObject({ merchantId: "mer_demomarket", publicKey: PUBLIC_KEY, certificateSn: "", isAgent: false });
  expect(Buffer.from(app.aesKey, "base64")).toHaveLength(16);
  expect(await world.as("manager").createApp(request, options)).toEqual(app);
  expect(await world.as("door").getApp({ appId: app.appId })).toEqual(app);
  const everything = await world.node.store("identity").connection.collection("idempotency").find({}).toArray();
  expect(JSON.stringify(everything)).not.toContain(app.aesKey);
  expect(JSON.stringify(await apps().findById(app.appId).lean())).not.toContain(app.aesKey);
});

test("the base64 of a key is taken as its PEM is", async () => {
  const publicKey = PUBLIC_KEY.replace(/-----.*-----|\n/g, "");
  expect((await world.addApp({ publicKey })).publicKey).toBe(PUBLIC_KEY);
});

test.each(["/C=CN/O=Shop Ltd/CN=Shop", "/CN=一家店"])(
  "a certificate of %s brings key and serial number, named as the SDK names it",
  async (subject) => {
    const certificate = aCertificate(subject);
    const app = await world.addApp({ publicKey: "", certificate });
    expect(app.publicKey).toBe(PUBLIC_KEY);
    expect(app.certificateSn).toBe(sdkNameOf(certificate));
  },
);

test.each([
  ["a private key", { publicKey: PRIVATE_KEY }],
  ["no key", { publicKey: "" }],
  ["nonsense", { publicKey: "MIIBIjANBg" }],
  [
    "an elliptic key",
    { publicKey: generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }).toString() },
  ],
  [
    "a short key",
    {
      publicKey: generateKeyPairSync("rsa", { modulusLength: 1_024 })
        .publicKey.export({ format: "pem", type: "spki" })
        .toString(),
    },
  ],
])("%s is refused by the field's name, and nothing is written", async (_, overrides) => {
  const before = await apps().countDocuments();
  await expect(world.addApp(overrides)).rejects.toMatchObject({
    reason: "REQUEST_INVALID",
    fields: [{ field: "public_key" }],
  });
  expect(await apps().countDocuments()).toBe(before);
});

test("nobody creates another merchant's app", async () => {
  await expect(world.as("stranger").createApp(anApp(), { idempotencyKey: aKey() })).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
});

test("a certificate's name is no secret of ours: it is the MD5 of its issuer and number", () => {
  const certificate = new X509Certificate(aCertificate("/CN=one"));
  const expected = createHash("md5")
    .update(`CN=one${BigInt(`0x${certificate.serialNumber}`)}`)
    .digest("hex");
  expect(sdkNameOf(certificate.toString())).toBe(expected);
});
