import type { ServiceModule } from "../../kernel/node/service-module.ts";
import { deliverNotificationsJob } from "../../services/payments/notify/deliver-notifications.ts";
import { notificationModel } from "../../services/payments/notify/notification-model.ts";

/** RSA works on threads that no virtual time reaches, and a key is a file: the shop of the simulation asks for no signature. */
const platformKey = async () => ({ publicKeyPem: "", sign: async () => "signature" });

/** Payments, whose notifications are signed by nobody. */
export const withoutSignature = (module: ServiceModule): ServiceModule => ({
  definition: module.definition,
  start: async (host) => {
    const running = await module.start(host);
    const notifications = notificationModel(host.store.connection);
    const unsigned = deliverNotificationsJob({ notifications, clock: host.clock, platformKey }, host);
    return { ...running, jobs: (running.jobs ?? []).map((job) => (job.name === unsigned.name ? unsigned : job)) };
  },
});
