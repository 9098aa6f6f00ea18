import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes, sign } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Config } from "../config/config.ts";

/** What a signature is made with: `RSA-SHA256`, or `RSA-SHA1` for those who still ask for it. */
export type SignatureAlgorithm = "RSA-SHA256" | "RSA-SHA1";

/** The key by which the platform proves to others that an answer or a message is its own. */
export interface PlatformKey {
  /** SPKI in PEM: for those who verify. */
  readonly publicKeyPem: string;
  /** Base64. Signed in libuv's threads: an RSA signature takes a millisecond that the event loop does not have. */
  sign(text: string, algorithm: SignatureAlgorithm): Promise<string>;
}

const FILE = "platform-key.pem";
const BITS = 2_048;

const makeKeyPair = promisify(generateKeyPair);
const signInThreads = promisify<string, Buffer, KeyObject, Buffer>(sign);

const isCode = (error: unknown, code: string): boolean => (error as { code?: unknown }).code === code;

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  });

/** Makes the key where there is none: of several processes that do it at once one wins, and a file that is there is always whole. */
const makeKeyFile = async (folder: string, file: string): Promise<void> => {
  const { privateKey } = await makeKeyPair("rsa", { modulusLength: BITS });
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  await mkdir(folder, { recursive: true });
  await writeFile(draft, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600, flag: "wx" });
  await link(draft, file)
    .catch((error: unknown) => {
      if (!isCode(error, "EEXIST")) throw error;
    })
    .finally(() => rm(draft, { force: true }));
};

const readKey = async ({ dataDir, platformKeyFile }: Pick<Config, "dataDir" | "platformKeyFile">): Promise<string> => {
  if (platformKeyFile) return readFile(platformKeyFile, "utf8");
  const file = join(dataDir, FILE);
  const known = await readIfThere(file);
  if (known !== undefined) return known;
  await makeKeyFile(dataDir, file);
  return readFile(file, "utf8");
};

/**
 * The platform's RSA key: the one of PAYWINDOW_PLATFORM_KEY, else that of the data folder, made there where it is missing. Nodes on several machines need
 * the same one.
 */
export const openPlatformKey = async (config: Pick<Config, "dataDir" | "platformKeyFile">): Promise<PlatformKey> => {
  const privateKey = createPrivateKey(await readKey(config));
  return {
    publicKeyPem: createPublicKey(privateKey).export({ format: "pem", type: "spki" }).toString(),
    sign: async (text, algorithm) => (await signInThreads(algorithm, Buffer.from(text), privateKey)).toString("base64"),
  };
};
