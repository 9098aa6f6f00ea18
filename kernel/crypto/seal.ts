import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes as they stand in a row: sealed, or in clear where the node that wrote them had no sealing key. */
export interface Sealed {
  /** A Buffer, or BSON's Binary where a row is read as it is. */
  readonly bytes: Buffer | { readonly buffer: Uint8Array };
  /** Name of the key that sealed them (`Seal.sealedBy`); empty: they are in clear. */
  readonly sealedBy: string;
}

/** Seals secrets at rest under the platform's secret key (PAYWINDOW_SECRET_KEY). */
export interface Seal {
  /** A short name of the key that tells nothing of it; empty where there is no key. Stored beside the bytes. */
  readonly sealedBy: string;
  /** The label names the row that the bytes belong to: moved to another row they do not open. Without a key the bytes stay as they are. */
  seal(label: string, clear: Uint8Array): Buffer;
  /** What was sealed. @throws Error where another key sealed it, and where the label or a byte is another. */
  open(label: string, sealed: Sealed): Buffer;
}

/** The seal of a node. Rows that were written before the node had a key open with one as well. */
export const createSeal = (key: Uint8Array | undefined): Seal => {
  const sealedBy = nameOf(key);
  return {
    sealedBy,
    seal: (label, clear) => (key ? encrypt(key, label, clear) : Buffer.from(clear)),
    open: (label, sealed) => {
      const bytes = bytesOf(sealed.bytes);
      if (sealed.sealedBy === "") return bytes;
      if (!key || sealed.sealedBy !== sealedBy)
        throw new Error(`${label} is sealed under another PAYWINDOW_SECRET_KEY than this node's`);
      return decrypt(key, label, bytes);
    },
  };
};

/** AES-256-GCM: nonce, tag, ciphertext. The label is bound to them as additional data. */
const encrypt = (key: Uint8Array, label: string, clear: Uint8Array): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(label));
  const sealed = Buffer.concat([cipher.update(clear), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

const decrypt = (key: Uint8Array, label: string, sealed: Uint8Array): Buffer => {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(label)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
};

const nameOf = (key: Uint8Array | undefined): string =>
  key ? createHash("sha256").update("paywindow seal").update(key).digest("base64url").slice(0, 12) : "";

const bytesOf = (stored: Sealed["bytes"]): Buffer => (Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer));
