import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";
import type { Model } from "mongoose";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { type Principal, toPrincipalMessage } from "../principal/principal.ts";
import { signAccessToken } from "./access-token.ts";
import { seal, sealName, unseal } from "./seal.ts";
import { ACCESS_TOKEN_LIFETIME_MS, currentKey, dueGeneration, isRetired, type SigningKey } from "./signing-key.ts";

const makeKeyPair = promisify(generateKeyPair);

/** Signs with the key that is current at one instant. */
interface Signer {
  /** The contract's session: an access token of 15 minutes beside the refresh token. */
  sessionMessage(principal: Principal, refreshToken: string): Promise<Session>;
}

/** The service's signing keys. They are made where they are first needed, and take turns every 30 days. */
export interface KeyRing {
  signer(now: Date): Promise<Signer>;
  /** The keys by which a token that is valid now may be signed, or soon will be. */
  published(now: Date): Promise<readonly SigningKey[]>;
}

const isDuplicateKey = (error: unknown): boolean => (error as { code?: unknown }).code === 11000;

const makeKey = async (secretKey: Uint8Array | undefined, due: { generation: number; activeTime: Date }) => {
  const pair = await makeKeyPair("ed25519");
  const { x, kty, crv } = pair.publicKey.export({ format: "jwk" });
  const keyId = await calculateJwkThumbprint({ x, kty, crv });
  const der = pair.privateKey.export({ format: "der", type: "pkcs8" });
  const privateKey = secretKey ? seal(secretKey, keyId, der) : der;
  return { _id: keyId, publicKey: x!, privateKey, sealedBy: sealName(secretKey), ...due };
};

/** Opens sealed keys, each once. */
const createOpener = (secretKey: Uint8Array | undefined) => {
  const opened = new Map<string, KeyObject>();
  return (key: SigningKey): KeyObject => {
    const known = opened.get(key._id);
    if (known) return known;
    const stored = bytesOf(key.privateKey);
    const der = secretKey ? unseal(secretKey, key._id, stored) : stored;
    const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    opened.set(key._id, privateKey);
    return privateKey;
  };
};

/** Loads all keys with the one that signs now, after making the generation that is due and destroying keys whose tokens have all ended. */
const createLoader = (keys: Model<SigningKey>, secretKey: Uint8Array | undefined) => {
  const sealedBy = sealName(secretKey);
  const load = () => keys.find().sort({ generation: 1 }).lean<SigningKey[]>();
  const ownOf = (all: readonly SigningKey[]) => all.filter((key) => key.sealedBy === sealedBy);

  /** Of several nodes that do it at once, one wins. */
  const rotate = async (all: readonly SigningKey[], now: Date, due: { generation: number; activeTime: Date }) => {
    const retired = all.filter((key) => isRetired(key, all, now)).map(({ _id }) => _id);
    if (retired.length > 0) await keys.deleteMany({ _id: { $in: retired } });
    await keys.create([await makeKey(secretKey, due)]).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  };

  return async (now: Date): Promise<{ all: readonly SigningKey[]; current: SigningKey }> => {
    let all = await load();
    const due = dueGeneration(ownOf(all), now);
    if (due) {
      await rotate(all, now, due);
      all = await load();
    }
    const current = currentKey(ownOf(all), now) ?? ownOf(all)[0];
    if (!current) throw new Error("the signing keys vanished while they were read");
    return { all, current };
  };
};

export const createKeyRing = (keys: Model<SigningKey>, secretKey: Uint8Array | undefined): KeyRing => {
  const open = createOpener(secretKey);
  const loadKeys = createLoader(keys, secretKey);
  return {
    signer: async (now) => {
      const { current } = await loadKeys(now);
      const key = { keyId: current._id, privateKey: open(current) };
      return {
        sessionMessage: async (principal, refreshToken) => {
          const expireTime = plusMs(now, ACCESS_TOKEN_LIFETIME_MS);
          const accessToken = await signAccessToken(key, principal, now, expireTime);
          return { accessToken, refreshToken, expireTime, principal: toPrincipalMessage(principal) };
        },
      };
    },
    published: async (now) => {
      const { all } = await loadKeys(now);
      return all.filter((key) => !isRetired(key, all, now));
    },
  };
};

/** Bytes as the store returns them: a Buffer, or BSON's Binary where a row is read lean. */
const bytesOf = (stored: Buffer | { readonly buffer: Uint8Array }): Buffer =>
  Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer);
