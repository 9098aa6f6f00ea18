import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { createSm4Box } from "./sm4-box.ts";

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

/** What seals: AES-256-GCM, or for those who must use the national algorithms SM4 and SM3 (GB/T 32907, GB/T 32905). */
export const SealCipher = { AES: "aes", SM4: "sm4" } as const;

export type SealCipher = (typeof SealCipher)[keyof typeof SealCipher];

/** What begins the name of a key that seals by SM4; no name by AES has a colon. */
const SM4_MARK = "sm4:";

/**
 * The seal of a node. `sealedBy` names the algorithm, too, so that rows of either kind open whichever of them new rows are sealed with. Rows that were written
 * before the node had a key open with one as well.
 */
export const createSeal = (key: Uint8Array | undefined, cipher: SealCipher = SealCipher.AES): Seal => {
  if (!key) return withoutKey;
  const aesName = nameOf(key);
  const sm4Name = `${SM4_MARK}${aesName}`;
  const sm4 = createSm4Box(key);
  const isSm4 = cipher === SealCipher.SM4;
  return {
    sealedBy: isSm4 ? sm4Name : aesName,
    seal: (label, clear) => (isSm4 ? sm4.seal(label, clear) : encrypt(key, label, clear)),
    open: (label, { bytes, sealedBy }) => {
      if (sealedBy === "") return bytesOf(bytes);
      if (sealedBy === aesName) return decrypt(key, label, bytesOf(bytes));
      if (sealedBy === sm4Name) return sm4.open(label, bytesOf(bytes));
      throw sealedElsewhere(label);
    },
  };
};

const sealedElsewhere = (label: string): Error =>
  new Error(`${label} is sealed under another PAYWINDOW_SECRET_KEY than this node's`);

const withoutKey: Seal = {
  sealedBy: "",
  seal: (_label, clear) => Buffer.from(clear),
  open: (label, { bytes, sealedBy }) => {
    if (sealedBy !== "") throw sealedElsewhere(label);
    return bytesOf(bytes);
  },
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

const nameOf = (key: Uint8Array): string =>
  createHash("sha256").update("paywindow seal").update(key).digest("base64url").slice(0, 12);

const bytesOf = (stored: Sealed["bytes"]): Buffer => (Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer));
