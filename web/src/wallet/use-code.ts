import { useCallback, useEffect, useRef, useState } from "react";
import { serverNowMs, serverOffset } from "../api/reachability.ts";
import type { Stored } from "../api/stored.ts";
import { CODE_SHOWN_MS, nextTick } from "../payment-code/next-tick.ts";
import { computePaymentCode } from "../payment-code/payment-code.ts";
import type { KeptDevice } from "./device.ts";

/** A code on the screen. */
export interface ShownCode {
  paymentCode: string;
  /** On performance.now()'s clock, which no one can set. */
  shownAtMs: number;
}

/** The next code of the device, its tick noted before it is shown; undefined where the phone has run too far ahead. */
const compute = (store: Stored<KeptDevice>): ShownCode | undefined => {
  const device = store.read();
  if (!device) return undefined;
  const nowMs = serverOffset.get() === undefined ? Date.now() + device.offsetMs : serverNowMs();
  const tick = nextTick(nowMs, device.lastTick);
  if (tick === undefined) return undefined;
  store.write({ ...device, lastTick: tick, offsetMs: serverOffset.get() ?? device.offsetMs });
  return { paymentCode: computePaymentCode(device, tick), shownAtMs: performance.now() };
};

/** Seconds until a code is replaced. */
const secondsLeft = (code: ShownCode | undefined): number =>
  code ? Math.max(0, Math.ceil((CODE_SHOWN_MS - (performance.now() - code.shownAtMs)) / 1000)) : 0;

/** The device's code, replaced every minute, whenever it is asked for, and with the device. Needs no network. */
export const useCode = (store: Stored<KeptDevice>, deviceId: string | undefined) => {
  const [code, setCode] = useState<ShownCode>();
  const [seconds, setSeconds] = useState(0);
  const shown = useRef<ShownCode>(undefined);

  /** False where the phone must wait a moment before another code. */
  const renew = useCallback((): boolean => {
    const next = compute(store);
    if (!next) return false;
    shown.current = next;
    setCode(next);
    setSeconds(secondsLeft(next));
    return true;
  }, [store]);

  useEffect(() => {
    if (!deviceId) return;
    renew();
    const timer = setInterval(() => {
      const left = secondsLeft(shown.current);
      if (left > 0) setSeconds(left);
      else renew();
    }, 250);
    return () => clearInterval(timer);
  }, [deviceId, renew]);

  return { paymentCode: code?.paymentCode, seconds, renew };
};
