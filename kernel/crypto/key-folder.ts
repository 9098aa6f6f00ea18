import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const makeKeyPair = promisify(generateKeyPair);

/**
 * The keys by which two parties know each other, as files of one folder: `<name>.key.pem` is one's own private half (mode 0600), `<name>.pub.pem` what the other
 * party is given of it, `<name>.secret` what both know. On one machine they share the folder and each finds the other's half there; on two, the operator copies
 * the `.pub.pem` and `.secret` files across. Nothing is made before it is needed, and whoever comes first makes it, once.
 */
export interface KeyFolder {
  /** Our RSA-2048 private key of that name; made, with its public half, where there is none. */
  privateKey(name: string): Promise<KeyObject>;
  /** The other party's public key; undefined until its file is there. */
  publicKey(name: string): Promise<KeyObject | undefined>;
  /** 32 bytes that both parties know; made where there are none. */
  secret(name: string): Promise<Buffer>;
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

const readIfThere = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

/** Makes the file whole or not at all; where another was first, theirs stays. */
const createOnce = async (folder: string, name: string, content: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
  await writeFile(draft, content, { mode: 0o600, flag: "wx" });
  try {
    await link(draft, join(folder, name));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
};

/** The file's content, after `make` wrote it where it was missing. */
const readOrCreate = async (folder: string, name: string, make: () => Promise<string>): Promise<string> => {
  const known = await readIfThere(join(folder, name));
  if (known !== undefined) return known;
  await createOnce(folder, name, await make());
  return readFile(join(folder, name), "utf8");
};

const makePrivateKey = async (): Promise<string> => {
  const { privateKey } = await makeKeyPair("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }) as string;
};

const ownKey = async (folder: string, name: string): Promise<KeyObject> => {
  const key = createPrivateKey(await readOrCreate(folder, `${name}.key.pem`, makePrivateKey));
  const half = createPublicKey(key).export({ type: "spki", format: "pem" }) as string;
  await readOrCreate(folder, `${name}.pub.pem`, async () => half);
  return key;
};

/** Remembers what was found; what was missing, or could not be read, is looked for again. */
const remembering = <T>(load: (name: string) => Promise<T>): ((name: string) => Promise<T>) => {
  const found = new Map<string, Promise<T>>();
  return (name) => {
    const known = found.get(name);
    if (known) return known;
    const loading = load(name);
    found.set(name, loading);
    const forget = () => void found.delete(name);
    loading.then((value) => value === undefined && forget(), forget);
    return loading;
  };
};

export const openKeyFolder = (folder: string): KeyFolder => ({
  privateKey: remembering((name) => ownKey(folder, name)),
  publicKey: remembering(async (name) => {
    const pem = await readIfThere(join(folder, `${name}.pub.pem`));
    return pem === undefined ? undefined : createPublicKey(pem);
  }),
  secret: remembering(async (name) => {
    const make = async () => randomBytes(32).toString("base64");
    return Buffer.from(await readOrCreate(folder, `${name}.secret`, make), "base64");
  }),
});
