import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const NONCE_BYTES = 16;
const TAG_BYTES = 32;

/** Seals bytes by the national algorithms: encrypts with SM4 (GB/T 32907) and proves with SM3 (GB/T 32905) that nothing was changed. */
interface Sm4Box {
  /** Nonce, tag, ciphertext. The label is bound to them: under another one they do not open. */
  seal(label: string, clear: Uint8Array): Buffer;
  /** @throws Error where the key, the label or a byte is another. */
  open(label: string, sealed: Uint8Array): Buffer;
}

/**
 * SM4-CTR, then HMAC-SM3 over label, nonce and ciphertext (encrypt-then-MAC), as OpenSSL gives Node no SM4-GCM. Each has a key of its own, made of the platform's
 * key by HMAC-SM3, so neither is the key that AES uses.
 */
export const createSm4Box = (key: Uint8Array): Sm4Box => {
  const keyFor = (use: string): Buffer => createHmac("sm3", key).update(`paywindow seal ${use}`).digest();
  const cipherKey = keyFor("sm4-ctr").subarray(0, 16);
  const tagKey = keyFor("hmac-sm3");
  const tagOf = (label: string, nonce: Uint8Array, sealed: Uint8Array): Buffer => {
    const name = Buffer.from(label);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(name.length);
    return createHmac("sm3", tagKey).update(length).update(name).update(nonce).update(sealed).digest();
  };
  return {
    seal: (label, clear) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("sm4-ctr", cipherKey, nonce);
      const sealed = Buffer.concat([cipher.update(clear), cipher.final()]);
      return Buffer.concat([nonce, tagOf(label, nonce, sealed), sealed]);
    },
    open: (label, bytes) => {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      if (tag.length !== TAG_BYTES || !timingSafeEqual(tag, tagOf(label, nonce, sealed)))
        throw new Error("sealed bytes, or what they belong to, were changed");
      const decipher = createDecipheriv("sm4-ctr", cipherKey, nonce);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    },
  };
};
