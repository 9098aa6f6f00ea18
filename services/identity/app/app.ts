import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { certificateSnOf } from "../../../kernel/crypto/certificate-sn.ts";

/** A program that calls with signatures: what it is, and what its keys must be. Without any I/O. */
export interface App {
  /** 16 digits that begin with 2021. */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly appName: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
  /** As `certificateSnOf` gives it; absent for an app without a certificate. */
  readonly certificateSn?: string;
  /** 16 bytes, sealed under the app's id. */
  readonly aesKey: Buffer;
  readonly sealedBy: string;
  readonly isAgent: boolean;
  readonly createTime: Date;
}

const MIN_BITS = 2_048;
const PEM = /-----BEGIN/;

/** The key of an RSA public key or certificate; undefined for anything else, and for a key that is too short. */
const rsaKeyOf = (make: () => KeyObject): string | undefined => {
  try {
    const key = make();
    const isStrong = key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_BITS;
    return isStrong ? key.export({ format: "pem", type: "spki" }).toString() : undefined;
  } catch {
    return undefined;
  }
};

const publicKeyObject = (text: string): KeyObject =>
  PEM.test(text)
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text.replace(/\s/g, ""), "base64"), format: "der", type: "spki" });

/** SPKI in PEM of what an integrator pasted: PEM, or its base64 alone as Alipay's tools print it. A private key is not taken for its public one. */
export const readPublicKey = (text: string): string | undefined =>
  /PRIVATE/.test(text) ? undefined : rsaKeyOf(() => publicKeyObject(text));

/** A certificate's key and serial number. */
export const readCertificate = (
  pem: string,
): { readonly publicKey: string; readonly certificateSn: string } | undefined => {
  const publicKey = rsaKeyOf(() => new X509Certificate(pem).publicKey);
  return publicKey === undefined ? undefined : { publicKey, certificateSn: certificateSnOf(pem) };
};
