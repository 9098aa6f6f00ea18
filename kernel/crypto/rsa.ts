import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { promisify } from "node:util";

const signOnPool = promisify(sign) as (algorithm: string, data: Buffer, key: KeyObject) => Promise<Buffer>;
const verifyOnPool = promisify(verify) as (
  algorithm: string,
  data: Buffer,
  key: KeyObject,
  signature: Buffer,
) => Promise<boolean>;

/** RSA-SHA256 (PKCS #1 v1.5) in base64, computed on libuv's pool. */
export const signRsa = async (key: KeyObject, text: string): Promise<string> =>
  (await signOnPool("sha256", Buffer.from(text), key)).toString("base64");

/** Whether the signature is the key's over the text. */
export const verifyRsa = (key: KeyObject, text: string, signature: string): Promise<boolean> =>
  verifyOnPool("sha256", Buffer.from(text), key, Buffer.from(signature, "base64"));

/** What a key is called on the wire: 40 hexadecimal digits of its public half's SHA-256. */
export const serialOf = (key: KeyObject): string => {
  const half = key.type === "private" ? createPublicKey(key) : key;
  const der = half.export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex").slice(0, 40).toUpperCase();
};
