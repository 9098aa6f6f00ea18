import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";
import type { Model } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { isDuplicateKey } from "../../../kernel/store/run-again.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { type Principal, toPrincipalMessage } from "../principal/principal.ts";
import { signAccessToken } from "./access-token.ts";
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

const makeKey = async (seal: Seal, due: { generation: number; activeTime: Date }) => {
  const pair = await makeKeyPair("ed25519");
  const { x, kty, crv } = pair.publicKey.export({ format: "jwk" });
  const keyId = await calculateJwkThumbprint({ x, kty, crv });
  const der = pair.privateKey.export({ format: "der", type: "pkcs8" });
  return { _id: keyId, publicKey: x!, privateKey: seal.seal(keyId, der), sealedBy: seal.sealedBy, ...due };
};

/** Opens sealed keys, each once. */
const createOpener = (seal: Seal) => {
  const opened = new Map<string, KeyObject>();
  return (key: SigningKey): KeyObject => {
    const known = opened.get(key._id);
    if (known) return known;
    const der = seal.open(key._id, { bytes: key.privateKey, sealedBy: key.sealedBy });
    const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    opened.set(key._id, privateKey);
    return privateKey;
  };
};

/** Loads all keys with the one that signs now, after making the generation that is due and destroying keys whose tokens have all ended. */
const createLoader = (keys: Model<SigningKey>, seal: Seal) => {
  const load = () => keys.find().sort({ generation: 1 }).lean<SigningKey[]>();
  const ownOf = (all: readonly SigningKey[]) => all.filter(({ sealedBy }) => sealedBy === seal.sealedBy);

  /** Of several nodes that do it at once, one wins. */
  const rotate = async (all: readonly SigningKey[], now: Date, due: { generation: number; activeTime: Date }) => {
    const retired = all.filter((key) => isRetired(key, all, now)).map(({ _id }) => _id);
    if (retired.length > 0) await keys.deleteMany({ _id: { $in: retired } });
    await keys.create([await makeKey(seal, due)]).catch((error: unknown) => {
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

export const createKeyRing = (keys: Model<SigningKey>, seal: Seal): KeyRing => {
  const open = createOpener(seal);
  const loadKeys = createLoader(keys, seal);
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
