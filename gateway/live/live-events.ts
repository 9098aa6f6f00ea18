import type { Caller } from "../../kernel/auth/caller.ts";
import { defineEvent, type EventType } from "../../kernel/events/event.ts";
import { BroadcastDelivered, MessageDelivered } from "../../proto/gen/paywindow/content/v1/events.ts";
import {
  AppointmentChanged,
  QueueChanged as ClinicQueueChanged,
  ItemsChanged,
  TicketChanged,
} from "../../proto/gen/paywindow/hospital/v1/events.ts";
import { ReportReleased, ReportTasksChanged } from "../../proto/gen/paywindow/hospital/v1/report.ts";
import { CouponIssued, CouponRedeemed, CouponRevoked } from "../../proto/gen/paywindow/marketing/v1/events.ts";
import { CardIssued, LevelChanged, PointsChanged } from "../../proto/gen/paywindow/membership/v1/events.ts";
import {
  TradeClosed,
  TradePaid,
  TradeRefunded,
  TradeRefundReturned,
} from "../../proto/gen/paywindow/payments/v1/events.ts";
import type { Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import {
  BillPaid,
  KitchenChanged,
  MenuChanged,
  OrderChanged,
  QueueChanged,
} from "../../proto/gen/paywindow/restaurant/v1/events.ts";
import { BasketPaid } from "../../proto/gen/paywindow/supermarket/v1/events.ts";
import { fits, staff } from "../access/grant.ts";

/** Whom something concerns: `user:usr_…`, `site:str_…`, or `hall:str_…` for the screens that the public sees there. */
export type Topic = string;

/** An event that live screens show, and the topics on which it is heard. */
export interface LiveEvent<Payload> {
  readonly event: EventType<Payload>;
  /** The message's full name in the contracts. */
  readonly messageName: string;
  topicsOf(payload: Payload): Topic[];
  /** What a screen is shown of it, where that is not all: one text goes to everybody who hears the event. */
  shown?(payload: Payload): Payload;
}

const topics = (audience: { user?: string; site?: string; hall?: string }): Topic[] =>
  Object.entries(audience).flatMap(([kind, id]) => (id ? [`${kind}:${id}`] : []));

const tradeTopics = (trade: Trade | undefined): Topic[] => topics({ user: trade?.payerUserId, site: trade?.storeId });

const liveEvent = <Payload>(
  type: string,
  codec: EventType<Payload>["codec"],
  messageName: string,
  topicsOf: (payload: Payload) => Topic[],
): LiveEvent<Payload> => ({ event: defineEvent(type, codec), messageName, topicsOf });

/** An event of a restaurant: its screens hear it, and the diners whom it concerns; nobody learns who else hears it. */
const diningEvent = <Payload extends { readonly storeId: string; readonly userIds: string[] }>(
  name: "order.changed" | "queue.changed" | "kitchen.changed" | "menu.changed" | "bill.paid",
  codec: EventType<Payload>["codec"],
  message: string,
): LiveEvent<Payload> => ({
  ...liveEvent(`restaurant.${name}`, codec, `paywindow.restaurant.v1.${message}`, ({ storeId, userIds }) => [
    ...topics({ site: storeId }),
    ...userIds.flatMap((user) => topics({ user })),
  ]),
  shown: (payload) => ({ ...payload, userIds: [] }),
});

/** A payer hears what becomes of their trades, a till what happens in its store. One row per event, from contract types only. */
export const liveEvents = {
  tradePaid: liveEvent("payments.trade.paid", TradePaid, "paywindow.payments.v1.TradePaid", ({ trade }) =>
    tradeTopics(trade),
  ),
  tradeClosed: liveEvent("payments.trade.closed", TradeClosed, "paywindow.payments.v1.TradeClosed", ({ trade }) =>
    tradeTopics(trade),
  ),
  tradeRefunded: liveEvent(
    "payments.trade.refunded",
    TradeRefunded,
    "paywindow.payments.v1.TradeRefunded",
    ({ refund }) => tradeTopics(refund?.trade),
  ),
  /** The payer's bank sent it back: who was told that it has arrived hears that it has not. */
  tradeRefundReturned: liveEvent(
    "payments.trade.refund_returned",
    TradeRefundReturned,
    "paywindow.payments.v1.TradeRefundReturned",
    ({ refund }) => tradeTopics(refund?.trade),
  ),
  basketPaid: liveEvent("supermarket.basket.paid", BasketPaid, "paywindow.supermarket.v1.BasketPaid", ({ receipt }) =>
    topics({ site: receipt?.storeId }),
  ),
  messageDelivered: liveEvent(
    "content.message.delivered",
    MessageDelivered,
    "paywindow.content.v1.MessageDelivered",
    ({ userId }) => topics({ user: userId }),
  ),
  broadcastDelivered: {
    ...liveEvent(
      "content.broadcast.delivered",
      BroadcastDelivered,
      "paywindow.content.v1.BroadcastDelivered",
      ({ userIds }) => userIds.flatMap((user) => topics({ user })),
    ),
    // Nobody learns who else follows the window.
    shown: (payload: BroadcastDelivered) => ({ ...payload, userIds: [] }),
  },
  cardIssued: liveEvent("membership.card.issued", CardIssued, "paywindow.membership.v1.CardIssued", ({ userId }) =>
    topics({ user: userId }),
  ),
  pointsChanged: liveEvent(
    "membership.points.changed",
    PointsChanged,
    "paywindow.membership.v1.PointsChanged",
    ({ userId }) => topics({ user: userId }),
  ),
  levelChanged: liveEvent(
    "membership.level.changed",
    LevelChanged,
    "paywindow.membership.v1.LevelChanged",
    ({ userId }) => topics({ user: userId }),
  ),
  couponIssued: liveEvent(
    "marketing.coupon.issued",
    CouponIssued,
    "paywindow.marketing.v1.CouponIssued",
    ({ userId }) => topics({ user: userId }),
  ),
  couponRedeemed: liveEvent(
    "marketing.coupon.redeemed",
    CouponRedeemed,
    "paywindow.marketing.v1.CouponRedeemed",
    ({ userId, storeId }) => topics({ user: userId, site: storeId }),
  ),
  couponRevoked: liveEvent(
    "marketing.coupon.revoked",
    CouponRevoked,
    "paywindow.marketing.v1.CouponRevoked",
    ({ userId }) => topics({ user: userId }),
  ),
  orderChanged: diningEvent("order.changed", OrderChanged, "OrderChanged"),
  queueChanged: diningEvent("queue.changed", QueueChanged, "QueueChanged"),
  kitchenChanged: diningEvent("kitchen.changed", KitchenChanged, "KitchenChanged"),
  menuChanged: diningEvent("menu.changed", MenuChanged, "MenuChanged"),
  billPaid: diningEvent("bill.paid", BillPaid, "BillPaid"),
  appointmentChanged: liveEvent(
    "hospital.appointment.changed",
    AppointmentChanged,
    "paywindow.hospital.v1.AppointmentChanged",
    ({ userId }) => topics({ user: userId }),
  ),
  ticketChanged: liveEvent(
    "hospital.ticket.changed",
    TicketChanged,
    "paywindow.hospital.v1.TicketChanged",
    ({ userId }) => topics({ user: userId }),
  ),
  clinicQueueChanged: liveEvent(
    "hospital.queue.changed",
    ClinicQueueChanged,
    "paywindow.hospital.v1.QueueChanged",
    ({ storeId }) => topics({ site: storeId, hall: storeId }),
  ),
  itemsChanged: liveEvent(
    "hospital.items.changed",
    ItemsChanged,
    "paywindow.hospital.v1.ItemsChanged",
    ({ userId, storeId }) => topics({ user: userId, site: storeId }),
  ),
  reportReleased: liveEvent(
    "hospital.report.released",
    ReportReleased,
    "paywindow.hospital.v1.ReportReleased",
    ({ userId }) => topics({ user: userId }),
  ),
  /** V14: a critical value is at the staff's screens at once. */
  reportTasksChanged: liveEvent(
    "hospital.report_tasks.changed",
    ReportTasksChanged,
    "paywindow.hospital.v1.ReportTasksChanged",
    ({ storeId }) => topics({ site: storeId }),
  ),
};

/** Staff whose work has a live screen. */
export const screenStaff = staff("cashier", "manager", "waiter", "cook", "doctor", "nurse", "screen");

/** People who work there; a screen that hangs in a public hall has the role `screen` alone. */
const people = staff(...screenStaff.roles.filter((role) => role !== "screen"));

/** What a caller hears: a user what is their own, staff what happens at their sites; a hall's screen that its queue moved, and nothing of anybody. */
export const topicsOfCaller = (caller: Caller): Topic[] => {
  if (caller.kind === "user") return topics({ user: caller.id });
  if (!fits(screenStaff, caller)) return [];
  return (caller.siteIds ?? []).flatMap((id) => topics(fits(people, caller) ? { site: id } : { hall: id }));
};
