/** Goal: two parties of one folder agree on every key, whoever comes first. Method: two openings of one temporary folder. */
import { createSign, createVerify } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openKeyFolder } from "./key-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "paywindow-keys-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("what one signs the other verifies, once the public half is there", async () => {
  const [ours, theirs] = [openKeyFolder(join(folder, "keys")), openKeyFolder(join(folder, "keys"))];
  expect(await theirs.publicKey("a")).toBeUndefined();
  const privateKey = await ours.privateKey("a");
  const publicKey = await theirs.publicKey("a");
  const signature = createSign("sha256").update("text").sign(privateKey);
  expect(createVerify("sha256").update("text").verify(publicKey!, signature)).toBe(true);
});

test("both come first at once: one key, one secret, no leftovers, and nobody else reads them", async () => {
  const parties = Array.from({ length: 4 }, () => openKeyFolder(folder));
  const secrets = await Promise.all(parties.map((party) => party.secret("s")));
  expect(new Set(secrets.map((secret) => secret.toString("hex"))).size).toBe(1);
  const keys = await Promise.all(parties.map((party) => party.privateKey("k")));
  expect(keys.every((key) => key.equals(keys[0]!))).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(["k.key.pem", "k.pub.pem", "s.secret"]);
  for (const name of ["k.key.pem", "s.secret"]) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
});

test("they are the same after a restart", async () => {
  const before = await openKeyFolder(folder).secret("s");
  expect(await openKeyFolder(folder).secret("s")).toEqual(before);
});
