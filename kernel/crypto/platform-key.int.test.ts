/** Goal: one key per platform, made once, readable by its owner alone, and its signatures are what anybody's OpenSSL verifies. Method: real files. */
import { createVerify, generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openPlatformKey } from "./platform-key.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "paywindow-key-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const verifies = (algorithm: string, text: string, publicKey: string, signature: string): boolean =>
  createVerify(algorithm).update(text).verify(publicKey, signature, "base64");

test.each(["RSA-SHA256", "RSA-SHA1"] as const)(
  "its %s signatures verify with its public key, and with no other text",
  async (algorithm) => {
    const key = await openPlatformKey({ dataDir });
    const signature = await key.sign("码=28…", algorithm);
    expect(verifies(algorithm, "码=28…", key.publicKeyPem, signature)).toBe(true);
    expect(verifies(algorithm, "码=29…", key.publicKeyPem, signature)).toBe(false);
  },
);

test("several that start at once share one key, which is its owner's alone, and leave no drafts", async () => {
  const keys = await Promise.all(Array.from({ length: 4 }, () => openPlatformKey({ dataDir })));
  expect(new Set(keys.map(({ publicKeyPem }) => publicKeyPem)).size).toBe(1);
  expect((await stat(join(dataDir, "platform-key.pem"))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(["platform-key.pem"]);
});

test("PAYWINDOW_PLATFORM_KEY names another file", async () => {
  const platformKeyFile = join(dataDir, "own.pem");
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  await writeFile(platformKeyFile, privateKey.export({ format: "pem", type: "pkcs8" }));
  const key = await openPlatformKey({ dataDir: join(dataDir, "never"), platformKeyFile });
  expect(key.publicKeyPem).toBe(publicKey.export({ format: "pem", type: "spki" }));
  expect(await readdir(dataDir)).toEqual(["own.pem"]);
});
