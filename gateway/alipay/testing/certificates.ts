import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate of a private key, self-signed, as OpenSSL makes it; written beside the key. */
export const certify = (
  folder: string,
  name: string,
  privateKey: string,
): { keyFile: string; certFile: string; pem: string } => {
  const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  writeFileSync(keyFile, privateKey, { mode: 0o600 });
  const subject = `/C=CN/O=paywindow/OU=${name}/CN=${name} authority`;
  const args = ["req", "-x509", "-utf8", "-key", keyFile, "-subj", subject, "-days", "30"];
  const pem = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  writeFileSync(certFile, pem);
  return { keyFile, certFile, pem };
};
