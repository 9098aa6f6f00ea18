/** Goal: a secret at rest opens with its key, at its place and whole, or not at all. Method: every way of being wrong, one at a time. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createSeal, SealCipher, type Sealed } from "./seal.ts";

const key = randomBytes(32);
const clear = Buffer.from("a secret of a device");
const sealedUnder = (secretKey: Uint8Array | undefined, cipher?: SealCipher, label = "dev_1"): Sealed => {
  const seal = createSeal(secretKey, cipher);
  return { bytes: seal.seal(label, clear), sealedBy: seal.sealedBy };
};

describe.each(Object.values(SealCipher))("X10: under a key, by %s", (cipher) => {
  const seal = createSeal(key, cipher);

  test("bytes come back as they were, also as the store's own Binary", () => {
    const { bytes, sealedBy } = sealedUnder(key, cipher);
    expect(seal.open("dev_1", { bytes, sealedBy })).toEqual(clear);
    expect(seal.open("dev_1", { bytes: { buffer: bytes as Buffer }, sealedBy })).toEqual(clear);
  });

  test("nothing of them can be read, nor that two are the same", () => {
    const [one, two] = [sealedUnder(key, cipher).bytes as Buffer, sealedUnder(key, cipher).bytes as Buffer];
    expect(one.includes(clear)).toBe(false);
    expect(one.equals(two)).toBe(false);
  });

  test("they do not open at another place", () => {
    expect(() => seal.open("dev_2", sealedUnder(key, cipher))).toThrow();
  });

  test("nor with any byte changed", () => {
    const { bytes, sealedBy } = sealedUnder(key, cipher);
    for (let index = 0; index < (bytes as Buffer).length; index++) {
      const changed = Buffer.from(bytes as Buffer);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => seal.open("dev_1", { bytes: changed, sealedBy })).toThrow();
    }
  });

  test("what was written before there was a key opens too", () => {
    expect(seal.open("dev_1", sealedUnder(undefined))).toEqual(clear);
  });
});

test("X10: rows of either algorithm open under the key, whichever new ones are sealed with; their names tell them apart", () => {
  const [aes, sm4] = [sealedUnder(key, SealCipher.AES), sealedUnder(key, SealCipher.SM4)];
  for (const cipher of Object.values(SealCipher))
    for (const sealed of [aes, sm4]) expect(createSeal(key, cipher).open("dev_1", sealed)).toEqual(clear);
  expect(sm4.sealedBy).toBe(`sm4:${aes.sealedBy}`);
  // One read as the other is refused, not misread.
  expect(() => createSeal(key).open("dev_1", { ...sm4, sealedBy: aes.sealedBy })).toThrow();
  expect(() => createSeal(key).open("dev_1", { ...aes, sealedBy: sm4.sealedBy })).toThrow();
});

test.each<[string, Uint8Array | undefined]>([
  ["another key", randomBytes(32)],
  ["no key", undefined],
])("under %s they are refused by name, and the message tells no secret", (_, other) => {
  for (const cipher of Object.values(SealCipher)) {
    const open = () => createSeal(other, cipher).open("dev_1", sealedUnder(key, cipher));
    expect(open).toThrow("dev_1 is sealed under another PAYWINDOW_SECRET_KEY than this node's");
  }
});

test("a key's name tells it from others and nothing of it", () => {
  const names = [createSeal(key).sealedBy, createSeal(randomBytes(32)).sealedBy, createSeal(undefined).sealedBy];
  expect(new Set(names).size).toBe(3);
  expect(names[2]).toBe("");
  expect(names[0]).toMatch(/^[\w-]{12}$/);
  expect(key.toString("base64url")).not.toContain(names[0]);
});
