import type { ServiceModule } from "../../kernel/node/service-module.ts";
import type { Channel } from "../../services/payments/channel/channel.ts";
import { deliverNotificationsJob } from "../../services/payments/notify/deliver-notifications.ts";
import { notificationModel } from "../../services/payments/notify/notification-model.ts";
import { payments, startPayments } from "../../services/payments/payments.service.ts";

/** RSA works on threads that no virtual time reaches, and a key is a file: the shop of the simulation asks for no signature. */
const platformKey = async () => ({ publicKeyPem: "", sign: async () => "signature" });

export interface OutsideWorld {
  readonly channel: () => Channel;
  /** Hears of every reverse that somebody asks for. */
  readonly watch: { reverseAsked(trade: { readonly tradeId: string; readonly merchantTradeId: string }): void };
}

/** Payments with the simulation's outside party for a channel, and notifications that nobody signs. */
export const simulatedPayments = ({ channel, watch }: OutsideWorld): ServiceModule => ({
  definition: payments.definition,
  start: async (host) => {
    const party = channel();
    const running = await startPayments(host, new Map([[party.channelId, party]]));
    const notifications = notificationModel(host.store.connection);
    const unsigned = deliverNotificationsJob({ notifications, clock: host.clock, platformKey }, host);
    const { reverseTrade } = running.handlers;
    const heard: typeof reverseTrade = (request, context) => {
      watch.reverseAsked(request);
      return reverseTrade(request, context);
    };
    return {
      ...running,
      handlers: { ...running.handlers, reverseTrade: heard },
      jobs: (running.jobs ?? []).map((job) => (job.name === unsigned.name ? unsigned : job)),
    };
  },
});
