import { createHash, X509Certificate } from "node:crypto";

/**
 * How Alipay's clients name a certificate: MD5 of its issuer's names, from the last to the first, and of its serial number in decimal. It is a name, and
 * proves nothing. @throws where the text is no certificate.
 */
export const certificateSnOf = (pem: string): string => {
  const { issuer, serialNumber } = new X509Certificate(pem);
  const names = issuer.split("\n").reverse().join(",");
  return createHash("md5")
    .update(`${names}${BigInt(`0x${serialNumber}`)}`)
    .digest("hex");
};
