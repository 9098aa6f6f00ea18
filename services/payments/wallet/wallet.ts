import { PASSWORD_FREE_LIMIT } from "../config.ts";
import type { RealNameLevel } from "./real-name.ts";

/** A wallet user may pay (ACTIVE), or may not until the platform says so (FROZEN; refunds still reach the wallet). */
export const WalletState = { ACTIVE: "ACTIVE", FROZEN: "FROZEN" } as const;

export type WalletState = (typeof WalletState)[keyof typeof WalletState];

/** Someone with a wallet. The money itself is in the ledger. */
export interface WalletUser {
  /** usr_… */
  readonly userId: string;
  /** The user's own name in full: shown to the user, masked for everyone else. */
  readonly displayName: string;
  readonly state: WalletState;
  /** What GetWallet shows. */
  readonly currencyCode: string;
  /** How many phones are registered; counted in the write that adds one. */
  readonly deviceCount: number;
  /** Up to which amount a payment needs no payment password, as the user has set it. Read by `passwordFreeLimitOf`. */
  readonly passwordFreeLimit?: bigint;
  /** What pays where the balance does not: `credit` and card ids (crd_…), in the user's order; absent: nothing else does. */
  readonly fundingOrder?: readonly string[];
  /** Absent: 0. */
  readonly realNameLevel?: RealNameLevel;
}

/** Up to which amount, in minor units of the wallet's currency, the user pays without the payment password. */
export const passwordFreeLimitOf = ({ passwordFreeLimit }: Pick<WalletUser, "passwordFreeLimit">): bigint =>
  passwordFreeLimit ?? PASSWORD_FREE_LIMIT.standard;

/** A name as a merchant sees it: the first character, then two stars whatever the length (李小明 → 李**). */
export const maskName = (name: string): string => {
  const [first] = name;
  return first === undefined ? "" : `${first}**`;
};
