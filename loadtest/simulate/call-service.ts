import type { Context, ServiceBroker } from "moleculer";
import { createClientFactory } from "../../kernel/contract/client.ts";
import type { ClientFactory } from "../../kernel/contract/contract.ts";
import { type ContractCallOptions, remoteCodec } from "../../kernel/contract/remote-codec.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { Endpoint, Network } from "./network.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The bytes of a call and of its answer, as they cross between two nodes. */
export interface CallMessage {
  readonly action: string;
  readonly params: Uint8Array;
  readonly meta: unknown;
}

/** A process that answers calls. */
export interface Answering extends Endpoint {
  answer(call: CallMessage): Promise<unknown>;
}

export interface CallWorld {
  readonly time: VirtualTime;
  readonly network: Network;
  /** A living process of the service, undefined where the registry knows of none. */
  readonly processOf: (service: string) => Answering | undefined;
}

interface BrokerCall extends ContractCallOptions {
  readonly timeout: number;
  readonly retries: number;
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** What Moleculer sends again (kernel/broker/create-broker.ts): what never reached a node, and what a service says is not available. */
const mayRetry = (error: unknown): boolean =>
  error instanceof ReasonError
    ? error.row.retryable && error.row.code === "UNAVAILABLE"
    : error instanceof Error && error.name === "ServiceNotAvailableError";

type Remote = (ctx: Context) => Promise<unknown>;
const overTheWire = (next: Remote): Remote =>
  (remoteCodec.remoteAction as unknown as (next: Remote) => Remote).call(undefined, next);

/** The platform's own typed clients over the simulated network: the same encoding, deadlines, reasons and retries as over a broker. */
export const clientsOf = (
  world: CallWorld,
  from: Endpoint,
  clock: Clock,
  self: Parameters<typeof createClientFactory>[0]["self"],
): ClientFactory => {
  const exchange =
    (action: string, timeout: number): Remote =>
    (ctx) =>
      new Promise((resolve, reject) => {
        const to = world.processOf(action.split(".")[0]!);
        if (!to) return reject(named("ServiceNotAvailableError"));
        const call = { action, params: ctx.params as Uint8Array, meta: ctx.meta };
        const limit = setTimeout(() => reject(named("RequestTimeoutError")), timeout);
        world.network.send(action, from, to, () => {
          void to.answer(call).then((answer) =>
            world.network.send(`${action} answer`, to, from, () => {
              clearTimeout(limit);
              resolve(answer);
            }),
          );
        });
      });
  const call = async (action: string, params: unknown, options: BrokerCall): Promise<unknown> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const ctx = { params, options, meta: {} } as unknown as Context;
        return await overTheWire(exchange(action, options.timeout))(ctx);
      } catch (error) {
        if (attempt >= options.retries || !mayRetry(error)) throw error;
        await world.time.sleep(50 * 2 ** attempt, `${action} retry`);
      }
    }
  };
  return createClientFactory({ broker: { call } as unknown as ServiceBroker, clock, self });
};
