import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { TradePaid } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { mintKey, mintTradeId } from "../api/mint.ts";
import { reachability } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { tillId } from "../api/till-id.ts";
import { currentLanguage, textOf } from "../i18n/language.ts";
import { followLive } from "../live/follow-live.ts";
import { feel } from "../ui/feedback.ts";
import { DESK_KEY_PREFIX } from "./desk-key.ts";
import type { DeskState, Order } from "./desk-state.ts";
import { type Desk, type DeskNotice, type DeskPorts, openDesk } from "./open-desk.ts";

/** Who collects, and where. */
export interface Collector {
  merchantId: string;
  storeId: string;
  staffId: string;
}

/** A code on the screen is good for so long. */
const QR_LIFETIME_S = 600;
/** A payment may take a channel some seconds; the desk asks again after this. */
const PAY_TIMEOUT_MS = 20_000;
const NOTICE_MS = 4_000;

const sendOrder = (who: Collector, order: Order): Promise<Json<Trade>> => {
  const { kind, merchantTradeId, idempotencyKey, amount, subject, paymentCode, received, reference } = order;
  const { merchantId, storeId, staffId } = who;
  const claim = { merchantId, storeId, merchantTradeId, amount, subject, operatorId: staffId, terminalId: tillId() };
  if (kind === "qr") return call(routes.createTrade, { ...claim, withQrCode: true, lifetimeS: QR_LIFETIME_S });
  if (kind === "cash") {
    return call(routes.recordTender, { ...claim, tender: "TILL_TENDER_CASH", receivedAmount: received });
  }
  if (kind === "card") return call(routes.recordTender, { ...claim, tender: "TILL_TENDER_EXTERNAL_CARD", reference });
  const scene = kind === "sound" ? "PAYMENT_WAY_SOUND" : "PAYMENT_WAY_BARCODE";
  const options = { idempotencyKey, timeoutMs: PAY_TIMEOUT_MS };
  return call(routes.payTrade, { ...claim, paymentCode, scene }, options);
};

/** The desk's name on this machine. */
export const deskName = ({ storeId, staffId }: Collector): string => `${storeId}.${staffId}`;

const storeKey = (who: Collector): string => `${DESK_KEY_PREFIX}${deskName(who)}`;

const portsFor = (who: Collector, notify: (notice: DeskNotice) => void): DeskPorts => {
  const { merchantId } = who;
  return {
    store: stored<DeskState>(() => localStorage, storeKey(who)),
    sendOrder: (order) => sendOrder(who, order),
    queryTrade: (request) => call(routes.queryTrade, { merchantId, ...request }),
    reverseTrade: async (request) => {
      const { trade } = await call(routes.reverseTrade, { merchantId, ...request });
      return trade ?? {};
    },
    isOffline: () => reachability.get() === "offline",
    mintKey,
    mintTradeId,
    subject: () => textOf(currentLanguage(), "collectSubject"),
    sleep: (spanMs) => new Promise((resolve) => setTimeout(resolve, spanMs)),
    notify,
  };
};

/** One desk per page and cashier, also where React mounts twice: two over one storage would send each other's orders. */
const desks = new Map<string, { desk: Desk; listeners: Set<(notice: DeskNotice) => void> }>();

const deskOf = (who: Collector) => {
  const key = storeKey(who);
  const known = desks.get(key);
  if (known) return known;
  const listeners = new Set<(notice: DeskNotice) => void>();
  const tellAll = (notice: DeskNotice): void => {
    for (const tell of listeners) tell(notice);
  };
  const opened = { desk: openDesk(portsFor(who, tellAll)), listeners };
  desks.set(key, opened);
  return opened;
};

const LIVE_TYPES = ["payments.trade.paid", "payments.trade.closed"] as const;

/** Live events make the desk ask at once; a payment that the desk did not ask for (the store's own code) is told by itself (Y1). */
const useLive = (desk: Desk, onPaid: (trade: Json<Trade>) => void): void => {
  useEffect(() => {
    const isOurs = (trade: Json<Trade>) => trade.merchantTradeId === desk.state.get().order?.merchantTradeId;
    return followLive(LIVE_TYPES, {
      onOpen: () => desk.resume(),
      onLost: () => {},
      onEvent: (type, message) => {
        const { trade } = (message ?? {}) as Json<TradePaid>;
        if (!trade) return;
        if (isOurs(trade)) desk.resume();
        else if (type === "payments.trade.paid" && trade.way === "PAYMENT_WAY_STATIC_QR") onPaid(trade);
      },
    });
  }, [desk, onPaid]);
};

/** A value that is shown for a while. */
const usePassing = <Value>(spanMs: number) => {
  const [value, show] = useState<Value>();
  useEffect(() => {
    const timer = value === undefined ? undefined : setTimeout(() => show(undefined), spanMs);
    return () => clearTimeout(timer);
  }, [value, spanMs]);
  return [value, show] as const;
};

const showPaid = (show: (trade: Json<Trade>) => void) => (trade: Json<Trade>) => {
  feel("paid");
  show(trade);
};

/** The desk of a member of staff, its state followed, the notice of the moment, and what came in by the store's own code. */
export const useDesk = (who: Collector) => {
  const { merchantId, storeId, staffId } = who;
  const key = useMemo(() => ({ merchantId, storeId, staffId }), [merchantId, storeId, staffId]);
  const { desk, listeners } = useMemo(() => deskOf(key), [key]);
  const state = useSyncExternalStore(desk.state.subscribe, desk.state.get);
  const [notice, setNotice] = usePassing<DeskNotice>(NOTICE_MS);
  const [arrival, setArrival] = usePassing<Json<Trade>>(2 * NOTICE_MS);
  useLive(
    desk,
    useMemo(() => showPaid(setArrival), [setArrival]),
  );
  useEffect(() => {
    const tell = (next: DeskNotice) => {
      feel(next.tone);
      setNotice(next);
    };
    const onStorage = (event: StorageEvent) => {
      if (event.key === storeKey(key)) desk.adopt();
    };
    listeners.add(tell);
    window.addEventListener("storage", onStorage);
    return () => {
      listeners.delete(tell);
      window.removeEventListener("storage", onStorage);
    };
  }, [desk, listeners, key, setNotice]);
  return { desk, state, notice, arrival };
};
