import { useState } from "react";
import type { Amount } from "../api/json.ts";
import { mintKey } from "../api/mint.ts";
import { isUnknownResult } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { useText } from "../i18n/use-text.ts";
import { refusalText } from "./refusal-text.ts";
import { keyOfStatic, readScanned, type Scanned, type StaticPayment } from "./scanned.ts";

const staticStore = stored<StaticPayment>(() => sessionStorage, "paywindow.static-payment");

const payStore = async (qrCode: string, amount: Amount, paymentPassword: string): Promise<void> => {
  const idempotencyKey = keyOfStatic(staticStore, { qrCode, minorUnits: amount.minorUnits }, mintKey);
  try {
    await call(routes.payStaticQr, { qrCode, amount, paymentPassword }, { idempotencyKey });
    staticStore.clear();
  } catch (error) {
    if (!isUnknownResult(error)) staticStore.clear();
    throw error;
  }
};

/** closed → reading → opening → (asking, or over) → closed. */
export type ScanStage =
  | { name: "closed" | "reading" | "opening" }
  | { name: "asking"; scanned: Exclude<Scanned, { kind: "over" }> }
  | { name: "over"; why: string };

/** A merchant's code from the camera to the payment; `isAsked`: the camera is on at once. */
export const useScanToPay = (onPaid: () => void, isAsked: boolean) => {
  const text = useText();
  const [stage, setStage] = useState<ScanStage>({ name: isAsked ? "reading" : "closed" });

  const open = async (qrCode: string): Promise<void> => {
    setStage({ name: "opening" });
    try {
      const scanned = readScanned(qrCode, await call(routes.openQrCode, { qrCode }));
      if (scanned.kind === "over") setStage({ name: "over", why: text(scanned.why) });
      else setStage({ name: "asking", scanned });
    } catch (error) {
      setStage({ name: "over", why: refusalText(error) || text("startUnreachable") });
    }
  };

  /** Pays what was scanned: a store's code with the amount that the payer stated. Rejects with what the platform refused. */
  const pay = async (paymentPassword: string, stated: Amount | undefined): Promise<void> => {
    if (stage.name !== "asking") return;
    const { scanned } = stage;
    if (scanned.kind === "trade")
      await call(routes.confirmTrade, { tradeId: scanned.trade.tradeId ?? "", paymentPassword });
    else if (stated) await payStore(scanned.qrCode, stated, paymentPassword);
    setStage({ name: "closed" });
    onPaid();
  };

  return {
    stage,
    open: (qrCode: string) => void open(qrCode.trim()),
    pay,
    begin: () => setStage({ name: "reading" }),
    close: () => setStage({ name: "closed" }),
  };
};
