import { useCallback, useEffect, useState } from "react";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";

/** How often the wallet looks for payments that wait for its user, while it is on the screen: the payer has a minute. */
const LOOK_EVERY_MS = 2_500;

/** The payments that wait for this user's confirmation, newest first. What cannot be read stays as it was. */
export const useWaiting = () => {
  const [trades, setTrades] = useState<Json<Trade>[]>([]);
  const look = useCallback(async (): Promise<void> => {
    try {
      setTrades((await call(routes.listWaitingTrades, {})).trades ?? []);
    } catch {
      // The next look tells.
    }
  }, []);
  useEffect(() => {
    const lookIfSeen = () => {
      if (document.visibilityState === "visible") void look();
    };
    lookIfSeen();
    const timer = setInterval(lookIfSeen, LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", lookIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", lookIfSeen);
    };
  }, [look]);
  return { trades, look };
};
