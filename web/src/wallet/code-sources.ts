import { ApiProblem, isUnknownResult } from "../api/problem.ts";
import { serverNowMs, serverOffset } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import type { Stored } from "../api/stored.ts";
import { CODE_SHOWN_MS, nextTick } from "../payment-code/next-tick.ts";
import { computePaymentCode } from "../payment-code/payment-code.ts";
import type { KeptDevice } from "./device.ts";

/** A code on the screen. */
export interface ShownCode {
  paymentCode: string;
  /** How long it is shown. */
  lifeMs: number;
}

/** Why there is no new code for the moment: too many were asked for, or nobody answers. */
export type NoCodeCause = "wait" | "unreachable";

/** Where codes come from. */
export interface CodeSource {
  next(): Promise<ShownCode | NoCodeCause>;
}

/** The phone's own codes: computed here, with or without a network, each tick noted before its code is shown. */
export const phoneCodes = (store: Stored<KeptDevice>): CodeSource => ({
  next: async () => {
    const device = store.read();
    if (!device) return "wait";
    const nowMs = serverOffset.get() === undefined ? Date.now() + device.offsetMs : serverNowMs();
    const tick = nextTick(nowMs, device.lastTick);
    if (tick === undefined) return "wait";
    store.write({ ...device, lastTick: tick, offsetMs: serverOffset.get() ?? device.offsetMs });
    return { paymentCode: computePaymentCode(device, tick), lifeMs: CODE_SHOWN_MS };
  },
});

/** Codes are taken off the screen this long before they end, so that one that was just read still reaches the server. */
const MARGIN_MS = 5_000;

/** An answer of 429 is one; what else is retryable is a platform that is not there. */
const isUnanswered = (error: unknown): boolean =>
  isUnknownResult(error) && !(error instanceof ApiProblem && error.problem.status === 429);

/** Codes that the server issues, for a browser that found no place among the user's devices. They need a network. */
export const serverCodes: CodeSource = {
  next: async () => {
    try {
      const { paymentCode, expireTime } = await call(routes.issuePaymentCode, {});
      const leftMs = Date.parse(expireTime ?? "") - serverNowMs() - MARGIN_MS;
      return paymentCode ? { paymentCode, lifeMs: Math.min(CODE_SHOWN_MS, Math.max(5_000, leftMs)) } : "wait";
    } catch (error) {
      return isUnanswered(error) ? "unreachable" : "wait";
    }
  },
};
