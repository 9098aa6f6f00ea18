import { hash } from "node:crypto";
import type { StoredReason } from "../../../kernel/errors/stored-reason.ts";
import { birthOf, deriveId } from "../../../kernel/ids/ids.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";

/**
 * One try to have a basket paid, and the stored answer of its idempotency key: P14 and P2 in one row. It is committed, with the stock reserved, before
 * payments is asked. PENDING means that the result is not known here yet.
 */
export interface CheckoutAttempt {
  /** att_…, made of the caller's tenant and the idempotency key (P16). Also the key under which payments is asked. */
  readonly _id: string;
  /** SHA-256 of the request: another request under the same key is refused. */
  readonly requestHash: string;
  readonly basketId: string;
  /** What payments knows the trade by: `<basket id>-<number of the attempt>`. */
  readonly merchantTradeId: string;
  /** What the payer is asked for, in minor units. */
  readonly total: bigint;
  readonly currencyCode: string;
  /** Who took the payment. */
  readonly cashierId: string;
  /** Of a sale that the till made without a network. */
  readonly offline?: OfflineTender;
  /** A coupon is to be used with the payment: under `merchantTradeId` marketing may hold one. Its code is in the request only. */
  readonly withCoupon?: true;
  /** The coupon that marketing holds for it: noted before payments is asked, with the total that it leaves. */
  readonly coupon?: HeldCoupon;
  /** What membership promised for the payment; noted with the coupon. */
  readonly pointsToEarn?: bigint;
  readonly startTime: Date;
  /** PENDING → PAID: sold, receipt written. PENDING → RELEASED: stock back on the shelf, basket open again; the trade can never be paid. */
  readonly state: "PENDING" | "PAID" | "RELEASED";
  /** How often payments was asked to pay. */
  readonly asks: number;
  /** When the recovery looks at it, while it is PENDING. */
  readonly recoverTime: Date;
  /** How often the recovery could not tell. */
  readonly recoveries: number;
  /** Why payments refused; thrown again for every replay. Absent where the recovery released the attempt: the next replay asks payments. */
  readonly refusal?: StoredReason;
}

/** A coupon that marketing holds for one attempt, and what it takes off. */
export interface HeldCoupon {
  /** cpn_… */
  readonly couponId: string;
  readonly name: string;
  readonly nameEn: string;
  /** Minor units. */
  readonly discount: bigint;
  /** The line's shares of it, in the order of the basket. */
  readonly lineDiscounts: readonly bigint[];
  /** usr_…, who alone may pay with it. Empty: anybody. */
  readonly ownerUserId: string;
}

/** What was taken, and when, while the till had no network. */
export interface OfflineTender {
  readonly soldTime: Date;
  /** The drawer has it. Else a payment code was read, which is in nobody's store. */
  readonly inCash: boolean;
  /** Of cash: what was handed over, in minor units. Absent: exactly the total. */
  readonly received?: bigint;
}

/** The same for every try of the same request, whenever it comes: its place in time is its key's. */
export const attemptIdOf = (scope: string, key: string): string => deriveId("att", birthOf(key), scope, key);

export const requestHashOf = (request: Uint8Array): string => hash("sha256", request, "base64url");

export const merchantTradeIdOf = (basketId: string, attemptNumber: number): string => `${basketId}-${attemptNumber}`;

/** The basket and the number that a trade of ours names; undefined for others' trades. */
export const parseMerchantTradeId = (id: string): { basketId: string; attemptNumber: number } | undefined => {
  const match = /^(bsk_[0-9A-Za-z]{8,40})-([1-9][0-9]{0,8})$/.exec(id);
  return match ? { basketId: match[1]!, attemptNumber: Number(match[2]) } : undefined;
};

/** A payment that is still unknown after so long is looked into: longer than a payment by code takes, shorter than a cashier's patience. */
const RECOVER_AFTER_MS = 10_000;
const RECOVER_AGAIN = { firstMs: 2_000, maxMs: 60_000 };

export const firstRecoverTime = (startTime: Date): Date => plusMs(startTime, RECOVER_AFTER_MS);

/** When the recovery looks again after it could not tell for the `recoveries`-th time: 2 s, 4 s … 60 s. */
export const nextRecoverTime = (now: Date, recoveries: number): Date =>
  plusMs(now, backOffMs(recoveries - 1, RECOVER_AGAIN));

/** Whether the attempt's answer is stored. */
export const isAnswered = ({ state, refusal }: CheckoutAttempt): boolean => state === "PAID" || refusal !== undefined;
