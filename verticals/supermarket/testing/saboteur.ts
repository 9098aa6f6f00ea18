import type { Client } from "../../../kernel/contract/contract.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { MarketingServiceDefinition } from "../../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Interference } from "./start-market.ts";

type Marketing = Client<MarketingServiceDefinition>;
type Payments = Client<PaymentsServiceDefinition>;

/** Stands between the supermarket and what it works with, and does there what a test says: nothing of it is in the service itself. */
export interface Saboteur {
  readonly interfere: Interference;
  /** The host as the service got it. */
  readonly host: () => ServiceHost;
  /** Replaces calls of payments by something else, which may make the real call. */
  payments: { -readonly [Method in keyof Payments]?: Payments[Method] };
  /** The same for calls of marketing. */
  marketing: { -readonly [Method in keyof Marketing]?: Marketing[Method] };
  readonly realMarketing: () => Marketing;
  /** The real client. */
  readonly realPayments: () => Payments;
  /** Runs around the supermarket's next transactions, in their order; each may throw before or after it. */
  readonly transactions: ((commit: () => Promise<unknown>) => Promise<unknown>)[];
}

/** What `kill -9` at that place leaves behind: the call ends, and nothing after it is run. */
export const crash = (): never => {
  throw new Error("the process died here");
};

export const createSaboteur = (): Saboteur => {
  let given: ServiceHost | undefined;
  const host = () => given!;
  const saboteur: Saboteur = {
    host,
    payments: {},
    marketing: {},
    transactions: [],
    realPayments: () => host().client(PaymentsServiceDefinition),
    realMarketing: () => host().client(MarketingServiceDefinition),
    interfere: (original) => {
      given = original;
      const payments = new Proxy(original.client(PaymentsServiceDefinition), {
        get: (real, method: keyof Payments) => saboteur.payments[method] ?? real[method],
      });
      const marketing = new Proxy(original.client(MarketingServiceDefinition), {
        get: (real, method: keyof Marketing) => saboteur.marketing[method] ?? real[method],
      });
      const replaced: Readonly<Record<string, unknown>> = {
        [PaymentsServiceDefinition.name]: payments,
        [MarketingServiceDefinition.name]: marketing,
      };
      return {
        ...original,
        client: (definition) => (replaced[definition.name] ?? original.client(definition)) as never,
        store: {
          ...original.store,
          transaction: (work) => {
            const around = saboteur.transactions.shift();
            const commit = () => original.store.transaction(work);
            return (around ? around(commit) : commit()) as never;
          },
        },
      };
    },
  };
  return saboteur;
};
