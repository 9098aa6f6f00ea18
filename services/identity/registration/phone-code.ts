import { plusMs } from "../../../kernel/time/clock.ts";

/** How long a code is good, how often it may be tried, how soon another may be asked for, and how many go to one phone in a while. */
const PHONE_CODE = {
  lifetimeMs: 5 * 60_000,
  tries: 5,
  resendMs: 60_000,
  perWindow: 10,
  windowMs: 24 * 60 * 60_000,
} as const;

/** What is known of the codes that went to one phone for one purpose. */
export interface PhoneCode {
  /** Of the last one, under a key and with the nonce: `hashOf` in phone-code-model.ts. Absent once it is used. */
  readonly codeHash?: string;
  readonly nonce: string;
  readonly expireTime: Date;
  readonly triesLeft: number;
  /** From then on another one may be sent. */
  readonly resendTime: Date;
  /** How many were sent since the first of the window, and when that ends. */
  readonly sentInWindow: number;
  readonly windowEnd: Date;
}

/** Whether another code may be sent, and what is known then; or why not, and for how long. */
export type SendVerdict =
  | { readonly refuse: "PHONE_CODE_TOO_SOON" | "PHONE_CODE_TOO_MANY"; readonly retryAfterMs: number }
  | { readonly send: Omit<PhoneCode, "codeHash" | "nonce"> };

export const judgeSend = (known: PhoneCode | null, now: Date): SendVerdict => {
  if (known && known.resendTime > now)
    return { refuse: "PHONE_CODE_TOO_SOON", retryAfterMs: known.resendTime.getTime() - now.getTime() };
  const inWindow = known && known.windowEnd > now ? known : undefined;
  if (inWindow && inWindow.sentInWindow >= PHONE_CODE.perWindow)
    return { refuse: "PHONE_CODE_TOO_MANY", retryAfterMs: inWindow.windowEnd.getTime() - now.getTime() };
  return {
    send: {
      expireTime: plusMs(now, PHONE_CODE.lifetimeMs),
      triesLeft: PHONE_CODE.tries,
      resendTime: plusMs(now, PHONE_CODE.resendMs),
      sentInWindow: (inWindow?.sentInWindow ?? 0) + 1,
      windowEnd: inWindow?.windowEnd ?? plusMs(now, PHONE_CODE.windowMs),
    },
  };
};

/** What becomes of a code that is shown. A wrong one costs a try; the last try is the end of the code. */
export type CodeVerdict =
  | { readonly kind: "right" }
  | { readonly kind: "over" }
  | { readonly kind: "wrong"; readonly triesLeft: number };

export const judgeCode = (known: PhoneCode | null, shownHash: (nonce: string) => string, now: Date): CodeVerdict => {
  if (!known?.codeHash || known.expireTime <= now || known.triesLeft <= 0) return { kind: "over" };
  if (shownHash(known.nonce) === known.codeHash) return { kind: "right" };
  return { kind: "wrong", triesLeft: known.triesLeft - 1 };
};
