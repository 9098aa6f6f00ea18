import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals bytes with AES-256-GCM under a 32-byte key: nonce, tag, ciphertext. The label is bound to them as additional data, so a sealed key that is moved to another
 * row does not open.
 */
export const seal = (key: Uint8Array, label: string, clear: Uint8Array): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(label));
  const sealed = Buffer.concat([cipher.update(clear), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

/** What `seal` sealed; throws where the key, the label or a byte is another. */
export const unseal = (key: Uint8Array, label: string, sealed: Uint8Array): Buffer => {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(label)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
};

/** A short name of a sealing key that tells nothing of it; empty for none. */
export const sealName = (key: Uint8Array | undefined): string =>
  key ? createHash("sha256").update("paywindow seal").update(key).digest("base64url").slice(0, 12) : "";
