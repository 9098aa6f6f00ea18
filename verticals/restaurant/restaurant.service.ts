import { defineService } from "../../kernel/node/service-module.ts";
import { RestaurantServiceDefinition } from "../../proto/gen/paywindow/restaurant/v1/restaurant.ts";
import { getBill } from "./bill/get-bill.ts";
import { giveDiscount } from "./bill/give-discount.ts";
import { refundConsumers } from "./bill/hear-refunds.ts";
import { tradeConsumers } from "./bill/hear-trades.ts";
import { payShare } from "./bill/pay-share.ts";
import { recoverSharesJob } from "./bill/recover-shares.ts";
import { refundDish } from "./bill/refund-dish.ts";
import { releaseShare } from "./bill/release-share.ts";
import { sendRefundsJob } from "./bill/send-refunds.ts";
import { splitBill } from "./bill/split-bill.ts";
import { takeCash } from "./bill/take-cash.ts";
import { seedDemo } from "./demo/seed-demo.ts";
import { acknowledgeChanges } from "./kitchen/acknowledge-changes.ts";
import { bumpItem } from "./kitchen/bump-item.ts";
import { listKitchenItems } from "./kitchen/list-kitchen-items.ts";
import { recallItem } from "./kitchen/recall-item.ts";
import { getMenu } from "./menu/get-menu.ts";
import { setSoldOut } from "./menu/set-sold-out.ts";
import { sendMessagesJob } from "./message/send-messages.ts";
import { getOrder } from "./order/get-order.ts";
import { orderAhead } from "./order/order-ahead.ts";
import { putLine } from "./order/put-line.ts";
import { sendOrder } from "./order/send-order.ts";
import { callTicket } from "./queue/call-ticket.ts";
import { cancelTicket } from "./queue/cancel-ticket.ts";
import { getBoard } from "./queue/get-board.ts";
import { getTicket } from "./queue/get-ticket.ts";
import { listTickets } from "./queue/list-tickets.ts";
import { passTicketsJob } from "./queue/pass-tickets.ts";
import { recallTicket } from "./queue/recall-ticket.ts";
import { skipTicket } from "./queue/skip-ticket.ts";
import { takeTicket } from "./queue/take-ticket.ts";
import { type RestaurantParts, restaurantParts } from "./restaurant-parts.ts";
import { getStore } from "./store/get-store.ts";
import { putQueueSettings } from "./store/put-queue-settings.ts";
import { clearTable } from "./table/clear-table.ts";
import { listTables } from "./table/list-tables.ts";
import { mergeTables } from "./table/merge-tables.ts";
import { openTable } from "./table/open-table.ts";
import { seatParty } from "./table/seat-party.ts";

const handlersOf = (parts: RestaurantParts) => ({
  ...{ getStore: getStore(parts), putQueueSettings: putQueueSettings(parts) },
  ...{ getMenu: getMenu(parts), setSoldOut: setSoldOut(parts) },
  ...{ takeTicket: takeTicket(parts), getTicket: getTicket(parts), listTickets: listTickets(parts) },
  ...{ callTicket: callTicket(parts), skipTicket: skipTicket(parts), recallTicket: recallTicket(parts) },
  ...{ cancelTicket: cancelTicket(parts), seatParty: seatParty(parts), getBoard: getBoard(parts) },
  ...{ listTables: listTables(parts), openTable: openTable(parts), clearTable: clearTable(parts) },
  ...{ mergeTables: mergeTables(parts), orderAhead: orderAhead(parts), getOrder: getOrder(parts) },
  ...{ putLine: putLine(parts), sendOrder: sendOrder(parts), listKitchenItems: listKitchenItems(parts) },
  ...{ bumpItem: bumpItem(parts), recallItem: recallItem(parts), acknowledgeChanges: acknowledgeChanges(parts) },
  ...{ getBill: getBill(parts), splitBill: splitBill(parts), payShare: payShare(parts), takeCash: takeCash(parts) },
  ...{ releaseShare: releaseShare(parts), giveDiscount: giveDiscount(parts), refundDish: refundDish(parts) },
});

/** A restaurant: queue, tables, menu, orders, kitchen, bills. */
export const restaurant = defineService(RestaurantServiceDefinition, async (host) => {
  const parts = restaurantParts(host);
  return {
    handlers: handlersOf(parts),
    consumers: [...tradeConsumers(parts), ...refundConsumers(parts)],
    jobs: [passTicketsJob(parts), recoverSharesJob(parts), sendRefundsJob(parts), sendMessagesJob(parts)],
    seedDemo: () => seedDemo(parts),
  };
});
