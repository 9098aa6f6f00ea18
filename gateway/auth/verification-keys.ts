import { type CryptoKey, importJWK } from "jose";
import type { ClientFactory } from "../../kernel/contract/contract.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";

/** Keys older than this are fetched again, so that a withdrawn key stops counting. */
const KEYS_LIFE_MS = 5 * 60_000;
/** Tokens with invented key ids make at most one fetch in this time. */
const REFRESH_PAUSE_MS = 5_000;

export interface VerificationKeys {
  /** The public key of that id, or undefined where identity knows none. Rejects with SERVICE_UNAVAILABLE where identity does not answer and no key is at hand. */
  find(keyId: string): Promise<CryptoKey | undefined>;
}

type Keys = ReadonlyMap<string, CryptoKey>;

/** The public keys of identity, kept for some minutes and fetched again when a token names an unknown one (after a rotation). */
export const createVerificationKeys = ({
  client,
  clock,
}: {
  client: ClientFactory;
  clock: Clock;
}): VerificationKeys => {
  const identity = client(IdentityServiceDefinition);
  let keys: Keys = new Map();
  let fetchTime = new Date(0);
  let fetching: Promise<void> | undefined;

  const fetchKeys = async (): Promise<void> => {
    const answer = await identity.getVerificationKeys({}, { caller: { kind: "service", id: "gateway" } });
    const entries = answer.keys.map(async ({ keyId, publicKey }) => {
      const key = await importJWK({ kty: "OKP", crv: "Ed25519", x: publicKey }, "EdDSA");
      return [keyId, key as CryptoKey] as const;
    });
    keys = new Map(await Promise.all(entries));
    fetchTime = clock.now();
  };

  const refresh = (): Promise<void> => {
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  const isOlderThan = (ms: number): boolean => plusMs(fetchTime, ms) <= clock.now();

  return {
    find: async (keyId) => {
      const known = keys.get(keyId);
      if (known && !isOlderThan(KEYS_LIFE_MS)) return known;
      if (isOlderThan(known ? KEYS_LIFE_MS : REFRESH_PAUSE_MS)) await refresh();
      return keys.get(keyId);
    },
  };
};
