import { useEffect, useState, useSyncExternalStore } from "react";
import type { Amount } from "../../api/json.ts";
import { mintKey } from "../../api/mint.ts";
import { reachability, serverNowMs, silentForMs } from "../../api/reachability.ts";
import { routes } from "../../api/routes.ts";
import { call, session } from "../../api/session.ts";
import { stored } from "../../api/stored.ts";
import { tillId } from "../../api/till-id.ts";
import { itemAtHand, keepItems } from "./catalogue.ts";
import type { KeptTerms, OfflineSale } from "./offline-sale.ts";
import { saleQueue } from "./sale-queue.ts";
import type { OfflinePorts } from "./sell-offline.ts";
import { type UploadPorts, uploadSales } from "./upload-sales.ts";

/** A platform that has not answered for so long is out of reach, whatever the browser says of the network. */
const CUT_OFF_MS = 5_000;
/** How often the till looks whether there is something to upload, or to be told. */
const EVERY_MS = 3_000;
const CHECK_IN_MS = 60_000;
const KEEP_ITEMS_MS = 10 * 60_000;
const UPLOAD_TIMEOUT_MS = 20_000;

/** The part of a till that works without a network, of one store. */
export interface OfflineTill extends OfflinePorts {
  /** Uploads what waits; with nothing waiting, tells the platform that the till has contact, and renews what it needs without. */
  sync(): Promise<void>;
  /** Takes cash for a sale that was refused; a new key, as the old one is told of as refused for ever. */
  collectInCash(sale: OfflineSale, received: Amount): void;
}

const uploadPorts = (storeId: string, queue: UploadPorts["queue"]): UploadPorts => ({
  ...{ storeId, tillId: tillId(), queue, failures: new Map(), nowMs: serverNowMs, mintKey },
  uploadOfflineSale: (request, idempotencyKey) =>
    call(routes.uploadOfflineSale, request, { idempotencyKey, timeoutMs: UPLOAD_TIMEOUT_MS }),
  getReceipt: (request) => call(routes.getReceipt, request),
});

/** What is asked from time to time while the till has contact. */
const renewals = (storeId: string, keep: (terms: KeptTerms) => void, hasWaiting: () => boolean) => {
  let [checkedInMs, keptMs] = [0, 0];
  return async (nowMs: number): Promise<void> => {
    // What waits was sold after the last check-in: a later one would make it look backdated.
    if (nowMs - checkedInMs > CHECK_IN_MS && !hasWaiting()) {
      const merchantId = session.get()?.principal?.merchantId ?? "";
      // What is sold while the answer is slow is sold after this.
      const askedTime = new Date(serverNowMs()).toISOString();
      keep(await call(routes.checkInTill, { merchantId, storeId, terminalId: tillId(), askedTime }));
      checkedInMs = nowMs;
    }
    if (nowMs - keptMs < KEEP_ITEMS_MS) return;
    await keepItems(storeId);
    keptMs = nowMs;
  };
};

const openOfflineTill = (storeId: string): OfflineTill => {
  const terms = stored<KeptTerms>(() => localStorage, `paywindow.offline-terms.${storeId}`);
  const queue = saleQueue(localStorage, storeId);
  const hasWaiting = () => queue.sales.get().some(({ state }) => state === "WAITING");
  const renew = renewals(storeId, terms.write, hasWaiting);
  const ports = uploadPorts(storeId, queue);
  let syncing = false;
  const sync = async (): Promise<void> => {
    if (syncing || reachability.get() !== "online" || !session.get()) return;
    syncing = true;
    try {
      queue.refresh(serverNowMs());
      if (await uploadSales(ports)) await renew(Date.now());
    } catch {
      // Asked again in a moment; the connection's line says what is the matter.
    } finally {
      syncing = false;
    }
  };
  return {
    isCutOff: () => reachability.get() === "offline" || silentForMs() > CUT_OFF_MS,
    itemAtHand: (barcode) => itemAtHand(storeId, barcode),
    terms: terms.read,
    queue,
    nowMs: serverNowMs,
    onSold: () => void sync(),
    sync,
    collectInCash: ({ refusal, ...sale }, received) => {
      // The cash is taken now: a sale that was short for days is not of then.
      const soldTime = new Date(serverNowMs()).toISOString();
      queue.put({ ...sale, idempotencyKey: mintKey(), received, soldTime, state: "WAITING" });
      void sync();
    },
  };
};

const opened = new Map<string, OfflineTill>();

/** The offline part of a store's till, once per page. */
export const offlineTillOf = (storeId: string): OfflineTill => {
  const known = opened.get(storeId) ?? openOfflineTill(storeId);
  opened.set(storeId, known);
  return known;
};

/** Keeps the store's offline part at work while the till is open; tells its sales, and whether the platform cannot be asked. */
export const useOffline = (storeId: string) => {
  const offline = offlineTillOf(storeId);
  const sales = useSyncExternalStore(offline.queue.sales.subscribe, offline.queue.sales.get);
  const [isCutOff, setCutOff] = useState(offline.isCutOff);
  useEffect(() => {
    const look = (): void => {
      setCutOff(offline.isCutOff());
      void offline.sync();
    };
    const onStorage = () => offline.queue.refresh(serverNowMs());
    look();
    const timer = setInterval(look, EVERY_MS);
    const unsubscribe = reachability.subscribe(look);
    window.addEventListener("storage", onStorage);
    return () => {
      clearInterval(timer);
      unsubscribe();
      window.removeEventListener("storage", onStorage);
    };
  }, [offline]);
  return { offline, sales, isCutOff };
};
