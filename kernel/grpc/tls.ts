import { readFile } from "node:fs/promises";
import { ChannelCredentials, ServerCredentials } from "@grpc/grpc-js";

/** PEM texts. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Whose certificates are accepted. At a server it makes a client's certificate compulsory (mTLS); at a client it replaces the system's roots. */
  readonly ca?: Buffer;
  /** The name that a peer's certificate must carry, where nodes are called by address and share a certificate. */
  readonly serverName?: string;
}

/** Reads the files that PAYWINDOW_TLS_* name. Rejects with the system's error, which names the file. */
export const loadTls = async (files: { certFile: string; keyFile: string; caFile?: string }): Promise<TlsMaterial> => ({
  cert: await readFile(files.certFile),
  key: await readFile(files.keyFile),
  ...(files.caFile ? { ca: await readFile(files.caFile) } : {}),
});

export const serverCredentials = (tls: TlsMaterial | undefined): ServerCredentials =>
  tls
    ? ServerCredentials.createSsl(
        tls.ca ?? null,
        [{ private_key: tls.key, cert_chain: tls.cert }],
        tls.ca !== undefined,
      )
    : ServerCredentials.createInsecure();

export const channelCredentials = (tls: TlsMaterial | undefined): ChannelCredentials =>
  tls ? ChannelCredentials.createSsl(tls.ca ?? null, tls.key, tls.cert) : ChannelCredentials.createInsecure();
