import { useCallback, useEffect, useRef, useState } from "react";
import type { Trade, Wallet } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { serverNowMs } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { followLive } from "../live/follow-live.ts";
import { type Arrival, arrivalOf, LIVE_TYPES, missedArrival } from "./arrivals.ts";

/** What the wallet knows of the server's state. Undefined while it was never read. */
interface WalletView {
  wallet?: Json<Wallet>;
  trades?: Json<Trade>[];
}

/** Reads the wallet and its newest trades. What cannot be read stays as it was: the code works without. */
const useReading = () => {
  const [view, setView] = useState<WalletView>({});
  const read = useCallback(async (): Promise<Json<Trade>[] | undefined> => {
    try {
      const [wallet, list] = await Promise.all([
        call(routes.getWallet, {}),
        call(routes.listWalletTrades, { pageSize: 20 }),
      ]);
      const trades = list.trades ?? [];
      setView({ wallet, trades });
      return trades;
    } catch {
      return undefined;
    }
  }, []);
  return { view, read };
};

/** Runs when the page comes back to the front; returns how to stop. */
const onReturn = (act: () => void): (() => void) => {
  const onVisible = () => {
    if (document.visibilityState === "visible") act();
  };
  document.addEventListener("visibilitychange", onVisible);
  return () => document.removeEventListener("visibilitychange", onVisible);
};

/**
 * The wallet, live: what arrives is told once, and balance and trades are read again each time and whenever the line stands again. `onClosed`: a trade of
 * this payer will not be paid, so the code that was read for it is no longer good.
 */
export const useWallet = (onArrival: (arrival: Arrival) => void, onClosed: () => void) => {
  const { view, read } = useReading();
  const told = useRef(new Set<string>());
  const openedAtMs = useRef(serverNowMs());
  const tell = useRef(onArrival);
  tell.current = onArrival;
  const tellClosed = useRef(onClosed);
  tellClosed.current = onClosed;

  useEffect(() => {
    const arrive = (arrival: Arrival | undefined): void => {
      if (!arrival || told.current.has(arrival.id)) return;
      told.current.add(arrival.id);
      tell.current(arrival);
    };
    const readAgain = async (): Promise<void> => {
      const trades = await read();
      if (trades) arrive(missedArrival(trades, openedAtMs.current, told.current));
    };
    const stop = followLive(LIVE_TYPES, {
      onOpen: () => void readAgain(),
      onLost: () => {},
      onEvent: (type, message) => {
        if (type === "payments.trade.closed") tellClosed.current();
        else arrive(arrivalOf(type, message));
        void read();
      },
    });
    void readAgain();
    const stopReturning = onReturn(() => void readAgain());
    return () => {
      stop();
      stopReturning();
    };
  }, [read]);

  return { ...view, readAgain: () => void read() };
};
