import { defineEvent } from "../../kernel/events/event.ts";
import {
  AppointmentChanged,
  ItemsChanged,
  QueueChanged,
  TicketChanged,
} from "../../proto/gen/paywindow/hospital/v1/events.ts";
import { ReportReleased, ReportTasksChanged } from "../../proto/gen/paywindow/hospital/v1/report.ts";
import {
  TradeClosed,
  TradePaid,
  TradeRefunded,
  TradeRefundReturned,
  TradeReversed,
} from "../../proto/gen/paywindow/payments/v1/events.ts";

/** What the hospital tells the world, and its screens: that something is another, to be looked up. None carries personal data. */
export const appointmentChanged = defineEvent("hospital.appointment.changed", AppointmentChanged);
export const ticketChanged = defineEvent("hospital.ticket.changed", TicketChanged);
export const queueChanged = defineEvent("hospital.queue.changed", QueueChanged);
export const itemsChanged = defineEvent("hospital.items.changed", ItemsChanged);
export const reportReleased = defineEvent("hospital.report.released", ReportReleased);
export const reportTasksChanged = defineEvent("hospital.report_tasks.changed", ReportTasksChanged);

/** What it hears: payments' word that a trade reached a final state. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
export const tradeClosed = defineEvent("payments.trade.closed", TradeClosed);
export const tradeReversed = defineEvent("payments.trade.reversed", TradeReversed);
export const tradeRefunded = defineEvent("payments.trade.refunded", TradeRefunded);
export const tradeRefundReturned = defineEvent("payments.trade.refund_returned", TradeRefundReturned);
