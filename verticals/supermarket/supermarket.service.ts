import { defineService } from "../../kernel/node/service-module.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import { SupermarketServiceDefinition } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { getBasket } from "./basket/get-basket.ts";
import { putBasket } from "./basket/put-basket.ts";
import { voidBasket } from "./basket/void-basket.ts";
import { checkOutBasket } from "./checkout/check-out-basket.ts";
import { tradePaidConsumer } from "./checkout/finish-paid-trade.ts";
import { recoverCheckouts, recoveryJob } from "./checkout/recover-checkouts.ts";
import { seedDemo } from "./demo.ts";
import { findItem } from "./item/find-item.ts";
import { listItems } from "./item/list-items.ts";
import { uploadOfflineSale } from "./offline/upload-offline-sale.ts";
import { getReceipt } from "./receipt/get-receipt.ts";
import { supermarketParts } from "./supermarket-parts.ts";
import { cancelVendOrder } from "./vending/cancel-vend-order.ts";
import { chooseVendItem } from "./vending/choose-vend-item.ts";
import { confirmVended } from "./vending/confirm-vended.ts";
import { vendPaidConsumer } from "./vending/finish-vend-payment.ts";
import { getKiosk } from "./vending/get-kiosk.ts";
import { getVendOrder } from "./vending/get-vend-order.ts";
import { payVendOrder } from "./vending/pay-vend-order.ts";
import { vendRecoveryJob } from "./vending/recover-vends.ts";
import { reportVendFailure } from "./vending/report-vend-failure.ts";
import { setUpKiosk } from "./vending/set-up-kiosk.ts";
import { startVend } from "./vending/start-vend.ts";

const HOUR_MS = 60 * 60_000;
/** So long may the start take for what the last life left behind; the job does the rest. */
const START_RECOVERY_MS = 3_000;

/** A supermarket's tills: items, baskets, checkout, receipts; and its unattended kiosks. */
export const supermarket = defineService(SupermarketServiceDefinition, async (host) => {
  const parts = supermarketParts(host);
  return {
    handlers: {
      findItem: findItem(parts),
      listItems: listItems(parts),
      putBasket: putBasket(parts),
      getBasket: getBasket(parts),
      voidBasket: voidBasket(parts),
      checkOutBasket: checkOutBasket(parts),
      uploadOfflineSale: uploadOfflineSale(parts),
      getReceipt: getReceipt(parts),
      setUpKiosk: setUpKiosk(parts),
      getKiosk: getKiosk(parts),
      chooseVendItem: chooseVendItem(parts),
      payVendOrder: payVendOrder(parts),
      getVendOrder: getVendOrder(parts),
      cancelVendOrder: cancelVendOrder(parts),
      startVend: startVend(parts),
      confirmVended: confirmVended(parts),
      reportVendFailure: reportVendFailure(parts),
    },
    consumers: [tradePaidConsumer(parts), vendPaidConsumer(parts)],
    jobs: [recoveryJob(parts), vendRecoveryJob(parts)],
    seedDemo: () => seedDemo(parts),
    ready: () => {
      const now = host.clock.now();
      // An embedded store has one owner, which has just started: every checkout under way belongs to a process that died.
      const dueBy = host.config.mongodbUri ? now : plusMs(now, HOUR_MS);
      return recoverCheckouts(parts, { now, dueBy, signal: AbortSignal.timeout(START_RECOVERY_MS) });
    },
  };
});
