import { plusMs } from "../../../kernel/time/clock.ts";

/** How long an access token proves its bearer. */
export const ACCESS_TOKEN_LIFETIME_MS = 15 * 60_000;
/** A key signs for so long before the next one takes over. */
const ROTATION_MS = 30 * 24 * 60 * 60_000;
/** A new key is published so long before it signs, so that doors that keep the keys for some minutes know it by then. */
const PUBLISHED_AHEAD_MS = 15 * 60_000;

/** A key pair that signs access tokens. */
export interface SigningKey {
  /** The `kid` in a token's header: the RFC 7638 thumbprint of the public key. */
  readonly _id: string;
  /** base64url of the 32 public bytes. */
  readonly publicKey: string;
  /** PKCS #8 in DER, sealed where `sealedBy` names a sealing key. */
  readonly privateKey: Buffer;
  /** Name of the key that sealed it (kernel/crypto). Nodes with other sealing keys sign with keys of their own. */
  readonly sealedBy: string;
  /** 1, 2, 3 … per sealing key. */
  readonly generation: number;
  /** From when on it signs, until the next generation does. */
  readonly activeTime: Date;
}

/** The last of a sealing key's generations that signs now; undefined where there is none yet. Keys come in the order of their generations. */
export const currentKey = (own: readonly SigningKey[], now: Date): SigningKey | undefined =>
  own.findLast(({ activeTime }) => activeTime <= now);

/** The generation that has to be made now, and when it may sign; undefined where none is due. */
export const dueGeneration = (
  own: readonly SigningKey[],
  now: Date,
): { readonly generation: number; readonly activeTime: Date } | undefined => {
  const newest = own.at(-1);
  if (!newest) return { generation: 1, activeTime: now };
  if (plusMs(newest.activeTime, ROTATION_MS) > now) return undefined;
  return { generation: newest.generation + 1, activeTime: plusMs(now, PUBLISHED_AHEAD_MS) };
};

/** Whether every token that the key signed has ended: its successor has been signing for longer than a token lives (and a minute for clocks apart). */
export const isRetired = (key: SigningKey, all: readonly SigningKey[], now: Date): boolean =>
  all.some(
    ({ sealedBy, generation, activeTime }) =>
      sealedBy === key.sealedBy &&
      generation > key.generation &&
      plusMs(activeTime, ACCESS_TOKEN_LIFETIME_MS + 60_000) <= now,
  );
