import { hash, type Options, verify } from "@node-rs/argon2";

/**
 * Passwords are kept as argon2id hashes with the first of OWASP's recommended settings (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
 * The library computes on libuv's thread pool, so the event loop stays free. (`algorithm: 2` is Argon2id; the enum itself is ambient and cannot be
 * imported under isolatedModules.)
 */
const ARGON2ID: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A salted PHC string: `$argon2id$v=19$m=19456,t=2,p=1$…`. */
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID);

let nobodysHash: Promise<string> | undefined;

/** Whether the password is the hash's. Without a hash (an unknown login) the same work is done, so the time taken tells nothing, and the answer is no. */
export const verifyPassword = async (passwordHash: string | undefined, password: string): Promise<boolean> => {
  nobodysHash ??= hashPassword("nobody's");
  const matches = await verify(passwordHash ?? (await nobodysHash), password);
  return matches && passwordHash !== undefined;
};
