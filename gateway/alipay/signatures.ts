import { createCipheriv, createDecipheriv, type KeyObject, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Config } from "../../kernel/config/config.ts";
import { certificateSnOf } from "../../kernel/crypto/certificate-sn.ts";
import { openPlatformKey, type PlatformKey, type SignatureAlgorithm } from "../../kernel/crypto/platform-key.ts";
import { once } from "../../kernel/lazy/once.ts";

const verifyInThreads = promisify<string, Buffer, KeyObject, Buffer, boolean>(verify);

/** Whether the signature (base64) of the text is that key's. Verified in libuv's threads. */
export const isSignedBy = (
  publicKey: KeyObject,
  text: string,
  signature: string,
  algorithm: SignatureAlgorithm,
): Promise<boolean> =>
  verifyInThreads(algorithm, Buffer.from(text), publicKey, Buffer.from(signature, "base64")).catch(() => false);

/** Alipay's cipher: AES in CBC with PKCS#7 padding and 16 zero bytes as IV. */
const IV = Buffer.alloc(16);
const cipherOf = (key: Buffer): string => `aes-${key.length * 8}-cbc`;

/** Base64 of the encrypted text. */
export const encryptText = (key: Buffer, text: string): string => {
  const cipher = createCipheriv(cipherOf(key), key, IV);
  return Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64");
};

/** The text, or undefined where it was not encrypted with that key. */
export const decryptText = (key: Buffer, encrypted: string): string | undefined => {
  try {
    const decipher = createDecipheriv(cipherOf(key), key, IV);
    const bytes = Buffer.concat([decipher.update(encrypted, "base64"), decipher.final()]);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** What the platform proves its answers with: its key, opened (and, the first time of all, made) at the first use, and the name of its certificate. */
export interface PlatformSigner {
  key(): Promise<PlatformKey>;
  /** Undefined where PAYWINDOW_PLATFORM_CERT names no certificate. */
  certificateSn(): Promise<string | undefined>;
}

export const createPlatformSigner = (config: Config): PlatformSigner => ({
  key: once(() => openPlatformKey(config)),
  certificateSn: once(async () =>
    config.platformCertFile ? certificateSnOf(await readFile(config.platformCertFile, "utf8")) : undefined,
  ),
});
