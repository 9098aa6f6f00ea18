import type { Model } from "mongoose";
import type { Counter } from "prom-client";
import type { Client } from "../../kernel/contract/contract.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { MarketingServiceDefinition } from "../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { MembershipServiceDefinition } from "../../proto/gen/paywindow/membership/v1/membership.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Basket } from "./basket/basket.ts";
import { basketModel } from "./basket/basket-model.ts";
import type { CheckoutAttempt } from "./checkout/attempt.ts";
import { attemptModel } from "./checkout/attempt-model.ts";
import type { Item } from "./item/item.ts";
import { itemModel } from "./item/item-model.ts";
import type { Receipt } from "./receipt/receipt.ts";
import { receiptCounterModel, receiptModel } from "./receipt/receipt-model.ts";
import { type ShopStore, storeModel } from "./store/store-model.ts";
import { type Kiosk, kioskModel } from "./vending/kiosk-model.ts";
import type { VendOrder } from "./vending/vend-order.ts";
import { vendOrderModel } from "./vending/vend-order-model.ts";

/** What the supermarket's handlers work with. */
export interface SupermarketParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly log: Logger;
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly membership: Client<MembershipServiceDefinition>;
  readonly marketing: Client<MarketingServiceDefinition>;
  readonly stores: Model<ShopStore>;
  readonly items: Model<Item>;
  readonly baskets: Model<Basket>;
  readonly attempts: Model<CheckoutAttempt>;
  readonly receipts: Model<Receipt>;
  readonly receiptCounters: ReturnType<typeof receiptCounterModel>;
  readonly kiosks: Model<Kiosk>;
  readonly vendOrders: Model<VendOrder>;
  /** Checkouts that the recovery looked into, by outcome. */
  readonly recoveries: Counter;
  /** Vends at kiosks that did not end as they should, by outcome. */
  readonly vends: Counter;
}

export const supermarketParts = ({ store, outbox, log, client, metrics }: ServiceHost): SupermarketParts => ({
  store,
  outbox,
  log,
  payments: client(PaymentsServiceDefinition),
  membership: client(MembershipServiceDefinition),
  marketing: client(MarketingServiceDefinition),
  stores: storeModel(store.connection),
  items: itemModel(store.connection),
  baskets: basketModel(store.connection),
  attempts: attemptModel(store.connection),
  receipts: receiptModel(store.connection),
  receiptCounters: receiptCounterModel(store.connection),
  kiosks: kioskModel(store.connection),
  vendOrders: vendOrderModel(store.connection),
  vends: metrics.counter(
    "paywindow_supermarket_vend_failures_total",
    "Vends that failed, were refunded, or were given out after their refund",
    ["outcome"],
  ),
  recoveries: metrics.counter(
    "paywindow_supermarket_recovered_checkouts_total",
    "Checkouts whose result was unknown, by what the recovery found",
    ["outcome"],
  ),
});
