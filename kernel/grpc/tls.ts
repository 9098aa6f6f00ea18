import { readFileSync } from "node:fs";
import { ChannelCredentials, ServerCredentials } from "@grpc/grpc-js";

/**
 * PEM files. `caFile` says whose certificates are accepted: at a server it makes a client's certificate compulsory (mTLS), at a client it replaces the
 * system's roots. A node's certificate must carry the address that others call (a subject alternative name).
 */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile?: string;
}

/** Reads the files once, at start; throws the system's error, which names the file. */
const readTls = ({ certFile, keyFile, caFile }: TlsFiles) => ({
  cert: readFileSync(certFile),
  key: readFileSync(keyFile),
  ca: caFile === undefined ? null : readFileSync(caFile),
});

export const serverCredentials = (files: TlsFiles | undefined): ServerCredentials => {
  if (!files) return ServerCredentials.createInsecure();
  const { cert, key, ca } = readTls(files);
  return ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: cert }], ca !== null);
};

export const channelCredentials = (files: TlsFiles | undefined): ChannelCredentials => {
  if (!files) return ChannelCredentials.createInsecure();
  const { cert, key, ca } = readTls(files);
  return ChannelCredentials.createSsl(ca, key, cert);
};
