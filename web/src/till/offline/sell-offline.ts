import type { Item } from "../../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Amount, Json } from "../../api/json.ts";
import type { TextKey } from "../../i18n/zh.ts";
import { totalOf } from "../../money/amount.ts";
import { hasBenefits } from "../benefits.ts";
import type { TillCore } from "../till-core.ts";
import { decideOfflineCode, type KeptTerms } from "./offline-sale.ts";
import type { SaleQueue } from "./sale-queue.ts";

/** What a till needs that sells without a network. */
export interface OfflinePorts {
  /** Whether the platform cannot be asked: no network, or no answer for a while. */
  isCutOff(): boolean;
  /** An item as it was when the till last had contact. */
  itemAtHand(barcode: string): Json<Item> | undefined;
  /** What the till was told at its last contact. */
  terms(): KeptTerms | undefined;
  queue: SaleQueue;
  /** The platform's time as far as the till knows. */
  nowMs(): number;
  /** A sale was stored: it may be uploaded. */
  onSold(): void;
}

/** How a sale is paid that the platform hears of later. */
export type OfflinePayment = { paymentCode: string } | { received: Amount };

/** Sells the basket of the tender screen: the sale is stored, with its key, before the screen says so (V3). Why not, where it may not. */
export const sellOffline = (core: TillCore, ports: OfflinePorts, payment: OfflinePayment): TextKey | undefined => {
  const { screen, basketId, lines } = core.state.get();
  if (screen !== "tender" || lines.length === 0) return undefined;
  // The sale is uploaded without a member and without a coupon, so it must not be shown a price that has them.
  if (hasBenefits(core.state.get())) return "benefitNeedsNetwork";
  const [total, nowMs] = [totalOf(lines), ports.nowMs()];
  const sales = ports.queue.sales.get();
  if (!sales.some((sale) => sale.basketId === basketId)) {
    if ("paymentCode" in payment) {
      const refusal = decideOfflineCode(ports.terms(), sales, {
        paymentCode: payment.paymentCode,
        amount: total,
        nowMs,
      });
      if (refusal) return refusal;
    }
    const sale = { basketId, idempotencyKey: core.ports.mintKey(), lines, total, ...payment };
    ports.queue.put({ ...sale, soldTime: new Date(nowMs).toISOString(), state: "WAITING" });
  }
  core.act({ type: "soldOffline", basketId });
  ports.onSold();
  return undefined;
};
