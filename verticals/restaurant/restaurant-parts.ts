import type { ClientSession, Model } from "mongoose";
import type { Client } from "../../kernel/contract/contract.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { ContentServiceDefinition } from "../../proto/gen/paywindow/content/v1/content.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { DishRefund } from "./bill/dish-refund.ts";
import { dishRefundModel } from "./bill/dish-refund-model.ts";
import type { BillShare } from "./bill/share.ts";
import { shareModel } from "./bill/share-model.ts";
import type { KitchenItem } from "./kitchen/kitchen-item.ts";
import { kitchenItemModel } from "./kitchen/kitchen-item-model.ts";
import type { Dish } from "./menu/dish.ts";
import { dishModel } from "./menu/dish-model.ts";
import { type MessageRow, messageModel } from "./message/message-row.ts";
import type { DiningOrder, OrderLine } from "./order/order.ts";
import { lineModel, orderModel } from "./order/order-model.ts";
import type { QueueTicket } from "./queue/ticket.ts";
import { ticketCounterModel, ticketModel } from "./queue/ticket-model.ts";
import type { DiningStore } from "./store/store.ts";
import { storeModel } from "./store/store-model.ts";
import type { DiningTable } from "./table/table.ts";
import { tableModel } from "./table/table-model.ts";

/** What the restaurant's handlers work with. */
export interface RestaurantParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly log: Logger;
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly content: Client<ContentServiceDefinition>;
  readonly stores: Model<DiningStore>;
  readonly dishes: Model<Dish>;
  readonly tickets: Model<QueueTicket>;
  readonly ticketCounters: ReturnType<typeof ticketCounterModel>;
  readonly tables: Model<DiningTable>;
  readonly orders: Model<DiningOrder>;
  readonly lines: Model<OrderLine>;
  readonly kitchenItems: Model<KitchenItem>;
  readonly shares: Model<BillShare>;
  readonly dishRefunds: Model<DishRefund>;
  readonly messages: Model<MessageRow>;
}

/** The transaction in which something is written, and the call, event or job that it serves. */
export interface Work {
  readonly session: ClientSession;
  readonly now: Date;
  readonly traceparent: string;
}

export const restaurantParts = ({ store, outbox, log, client }: ServiceHost): RestaurantParts => ({
  store,
  outbox,
  log,
  payments: client(PaymentsServiceDefinition),
  content: client(ContentServiceDefinition),
  stores: storeModel(store.connection),
  dishes: dishModel(store.connection),
  tickets: ticketModel(store.connection),
  ticketCounters: ticketCounterModel(store.connection),
  tables: tableModel(store.connection),
  orders: orderModel(store.connection),
  lines: lineModel(store.connection),
  kitchenItems: kitchenItemModel(store.connection),
  shares: shareModel(store.connection),
  dishRefunds: dishRefundModel(store.connection),
  messages: messageModel(store.connection),
});
