import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Kiosk } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import type { Json } from "../api/json.ts";
import { mintVendOrderId } from "../api/mint.ts";
import { serverNowMs } from "../api/reachability.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { kioskRoutes } from "./kiosk-routes.ts";
import { simulatedMachine } from "./machine.ts";
import { isOver, type KioskAtWork, type KioskPorts, type KioskState, openKiosk } from "./open-kiosk.ts";

/** The result stays so long, then the kiosk is free for the next one. */
const RESULT_MS = 10_000;
const LIST_AGAIN_MS = 30_000;
const PAY_TIMEOUT_MS = 20_000;

const sleep = (spanMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, spanMs));

const portsFor = (kioskId: string): KioskPorts => ({
  store: stored<KioskState>(() => localStorage, `paywindow.kiosk.${kioskId}`),
  choose: (vendOrderId, barcode) => call(kioskRoutes.chooseVendItem, { vendOrderId, barcode }),
  pay: (vendOrderId, paymentCode) =>
    call(kioskRoutes.payVendOrder, { vendOrderId, paymentCode }, { timeoutMs: PAY_TIMEOUT_MS }),
  read: (vendOrderId) => call(kioskRoutes.getVendOrder, { vendOrderId }),
  cancel: (vendOrderId) => call(kioskRoutes.cancelVendOrder, { vendOrderId }),
  start: (vendOrderId) => call(kioskRoutes.startVend, { vendOrderId }),
  confirm: (vendOrderId) => call(kioskRoutes.confirmVended, { vendOrderId }),
  fail: (vendOrderId, failure) =>
    call(kioskRoutes.reportVendFailure, { vendOrderId, failure: `VEND_FAILURE_${failure}` }),
  dispense: simulatedMachine(serverNowMs, sleep).dispense,
  ...{ mintId: mintVendOrderId, nowMs: serverNowMs, sleep },
});

/** One per page and login, also where React mounts twice: two would give out twice what one was paid for. */
const kiosks = new Map<string, KioskAtWork>();

const kioskOf = (kioskId: string): KioskAtWork => {
  const known = kiosks.get(kioskId);
  if (known) return known;
  const opened = openKiosk(portsFor(kioskId));
  kiosks.set(kioskId, opened);
  return opened;
};

/** What the kiosk offers, read again from time to time, and after each vend. */
const useList = (isIdle: boolean) => {
  const [list, setList] = useState<Json<Kiosk>>();
  const [hasFailed, setFailed] = useState(false);
  const read = useCallback(() => {
    call(kioskRoutes.getKiosk, {}).then(
      (kiosk) => {
        setList(kiosk);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, []);
  useEffect(() => {
    if (!isIdle) return;
    read();
    const timer = setInterval(read, LIST_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isIdle, read]);
  return { list, hasFailed, readAgain: read };
};

/** The kiosk at work, its state followed, and what it offers. */
export const useKiosk = (kioskId: string) => {
  const kiosk = kioskOf(kioskId);
  const state = useSyncExternalStore(kiosk.state.subscribe, kiosk.state.get);
  const hasEnded = isOver(state);
  useEffect(() => {
    if (!hasEnded) return;
    const timer = setTimeout(kiosk.clear, RESULT_MS);
    return () => clearTimeout(timer);
  }, [hasEnded, kiosk]);
  return { kiosk, state, ...useList(state.vendOrderId === undefined) };
};
