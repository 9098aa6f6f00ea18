import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";

/** Which call to payments fails, and how: before it or after it was done, or with an answer of the test's. */
export interface BrokenLine {
  call: string | undefined;
  reached: boolean;
  instead?: () => unknown;
}

/** Breaks the restaurant's line to payments at one call, as long as `broken` names it. */
export const breakLine =
  (broken: BrokenLine) =>
  (host: ServiceHost): ServiceHost => ({
    ...host,
    client: (definition) => {
      if (definition.name !== PaymentsServiceDefinition.name) return host.client(definition);
      const real = host.client(PaymentsServiceDefinition);
      const client = new Proxy(real, {
        get: (target, method: keyof typeof real) => async (request: never, options: never) => {
          if (method !== broken.call) return target[method](request, options);
          if (broken.instead) return broken.instead();
          if (broken.reached) await target[method](request, options);
          throw new Error("the line broke");
        },
      });
      return client as never;
    },
  });
