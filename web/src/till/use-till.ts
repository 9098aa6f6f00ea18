import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { mintBasketId, mintKey } from "../api/mint.ts";
import { routes } from "../api/routes.ts";
import { call, session } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { tillId } from "../api/till-id.ts";
import { marketing } from "../member/member-routes.ts";
import { feel } from "../ui/feedback.ts";
import { offlineTillOf } from "./offline/use-offline.ts";
import { openTill, type Till } from "./open-till.ts";
import type { Notice, TillPorts } from "./till-core.ts";
import type { TillState } from "./till-state.ts";

/** A checkout may take the platform long (P3 asks a channel for up to a minute); the till asks again after this. */
const CHECK_OUT_TIMEOUT_MS = 20_000;
/** What went well needs a glance, what did not needs reading. */
const NOTICE_MS = { good: 1_600, bad: 4_000 } as const;

const storeKey = (storeId: string, staffId: string): string => `paywindow.till.${storeId}.${staffId}`;

const portsFor = (storeId: string, staffId: string, notify: (notice: Notice) => void): TillPorts => ({
  storeId,
  tillId: tillId(),
  store: stored<TillState>(() => localStorage, storeKey(storeId, staffId)),
  findItem: (barcode) => call(routes.findItem, { storeId, barcode }),
  putBasket: (request) => call(routes.putBasket, request),
  quoteCoupon: (request) =>
    call(marketing.quoteCoupon, { merchantId: session.get()?.principal?.merchantId, ...request }),
  checkOutBasket: (request, idempotencyKey) =>
    call(routes.checkOutBasket, request, { idempotencyKey, timeoutMs: CHECK_OUT_TIMEOUT_MS }),
  getBasket: (request) => call(routes.getBasket, request),
  reverseTrade: (request) =>
    call(routes.reverseTrade, { merchantId: session.get()?.principal?.merchantId, ...request }),
  getReceipt: (request) => call(routes.getReceipt, request),
  offline: offlineTillOf(storeId),
  mintKey,
  mintBasketId,
  sleep: (spanMs) => new Promise((resolve) => setTimeout(resolve, spanMs)),
  notify,
});

/** One till per page and cashier, also where React mounts twice: two tills over one storage would send each other's attempts. */
const tills = new Map<string, { till: Till; notices: Set<(notice: Notice) => void> }>();

const tillOf = (storeId: string, staffId: string) => {
  const key = storeKey(storeId, staffId);
  const known = tills.get(key);
  if (known) return known;
  const notices = new Set<(notice: Notice) => void>();
  const tellAll = (notice: Notice): void => {
    for (const tell of notices) tell(notice);
  };
  const till = openTill(portsFor(storeId, staffId, tellAll));
  const opened = { till, notices };
  tills.set(key, opened);
  return opened;
};

/** The till of a cashier in a store, its state followed, and the notice of the moment. */
export const useTill = (storeId: string, staffId: string) => {
  const { till, notices } = useMemo(() => tillOf(storeId, staffId), [storeId, staffId]);
  const state = useSyncExternalStore(till.state.subscribe, till.state.get);
  const saved = useSyncExternalStore(till.saved.subscribe, till.saved.get);
  const [notice, setNotice] = useState<Notice>();

  useEffect(() => {
    const tell = (next: Notice) => {
      feel(next.tone);
      setNotice(next);
    };
    const onStorage = (event: StorageEvent) => {
      if (event.key === storeKey(storeId, staffId)) till.adopt();
    };
    notices.add(tell);
    window.addEventListener("storage", onStorage);
    till.resume();
    return () => {
      notices.delete(tell);
      window.removeEventListener("storage", onStorage);
    };
  }, [till, notices, storeId, staffId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a notice is about the screen on which it came
  useEffect(() => setNotice(undefined), [state.screen]);

  useEffect(() => {
    const timer = notice ? setTimeout(() => setNotice(undefined), NOTICE_MS[notice.tone]) : undefined;
    return () => clearTimeout(timer);
  }, [notice]);

  return { till, state, saved, notice, tillId: tillId() };
};
