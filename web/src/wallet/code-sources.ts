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

/** Where codes come from. */
export interface CodeSource {
  /** The next code; undefined where there is none for the moment. */
  next(): Promise<ShownCode | undefined>;
}

/** The phone's own codes: computed here, with or without a network, each tick noted before its code is shown. */
export const phoneCodes = (store: Stored<KeptDevice>): CodeSource => ({
  next: async () => {
    const device = store.read();
    if (!device) return undefined;
    const nowMs = serverOffset.get() === undefined ? Date.now() + device.offsetMs : serverNowMs();
    const tick = nextTick(nowMs, device.lastTick);
    if (tick === undefined) return undefined;
    store.write({ ...device, lastTick: tick, offsetMs: serverOffset.get() ?? device.offsetMs });
    return { paymentCode: computePaymentCode(device, tick), lifeMs: CODE_SHOWN_MS };
  },
});

/** Codes are taken off the screen this long before they end, so that one that was just read still reaches the server. */
const MARGIN_MS = 5_000;

/** Codes that the server issues, for a browser that found no place among the user's devices. They need a network. */
export const serverCodes: CodeSource = {
  next: async () => {
    try {
      const { paymentCode, expireTime } = await call(routes.issuePaymentCode, {});
      const leftMs = Date.parse(expireTime ?? "") - serverNowMs() - MARGIN_MS;
      return paymentCode ? { paymentCode, lifeMs: Math.min(CODE_SHOWN_MS, Math.max(5_000, leftMs)) } : undefined;
    } catch {
      return undefined;
    }
  },
};
