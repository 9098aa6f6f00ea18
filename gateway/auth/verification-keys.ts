import { type CryptoKey, importJWK } from "jose";
import { serviceCaller } from "../../kernel/auth/caller.ts";
import type { Client, ClientFactory } from "../../kernel/contract/contract.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";

/** Keys older than this are fetched again, beside the calls that use them. */
const FRESH_MS = 5 * 60_000;
/** Keys older than this count no more, whether identity answers or not, so that a withdrawn key ends. */
const USABLE_MS = 60 * 60_000;
/** At most one fetch in this time, whatever key ids the tokens invent. */
const FETCH_PAUSE_MS = 5_000;

export interface VerificationKeys {
  /** The public key of that id, or undefined where identity knows none. Rejects where identity does not answer and no key is at hand. */
  find(keyId: string): Promise<CryptoKey | undefined>;
}

type Keys = ReadonlyMap<string, CryptoKey>;

const fetchKeys = async (identity: Client<IdentityServiceDefinition>): Promise<Keys> => {
  const answer = await identity.getVerificationKeys({}, { caller: serviceCaller("gateway") });
  const entries = answer.keys.map(async ({ keyId, publicKey }) => {
    const key = await importJWK({ kty: "OKP", crv: "Ed25519", x: publicKey }, "EdDSA");
    return [keyId, key as CryptoKey] as const;
  });
  return new Map(await Promise.all(entries));
};

/**
 * The public keys of identity. They are fetched when a token names an unknown one (after a rotation) and now and then beside the calls; while identity is away
 * those at hand go on serving, so that people who are signed in can pay.
 */
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
  let last: { readonly time: Date; readonly done: Promise<void> } | undefined;

  /** Shares the fetch that is under way or has just ended, well or badly. */
  const refresh = (): Promise<void> => {
    const now = clock.now();
    if (last && plusMs(last.time, FETCH_PAUSE_MS) > now) return last.done;
    const done = fetchKeys(identity).then((fetched) => {
      keys = fetched;
      fetchTime = now;
    });
    last = { time: now, done };
    return done;
  };

  const isYoungerThan = (ms: number): boolean => plusMs(fetchTime, ms) > clock.now();

  return {
    find: async (keyId) => {
      const known = keys.get(keyId);
      if (known && isYoungerThan(FRESH_MS)) return known;
      const refreshed = refresh();
      if (known && isYoungerThan(USABLE_MS)) {
        refreshed.catch(() => {});
        return known;
      }
      await refreshed;
      return keys.get(keyId);
    },
  };
};
