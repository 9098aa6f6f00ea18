import type { Context, ServiceBroker } from "moleculer";
import { createClientFactory } from "../../kernel/contract/client.ts";
import type { ClientFactory } from "../../kernel/contract/contract.ts";
import { type ContractCallOptions, remoteCodec } from "../../kernel/contract/remote-codec.ts";
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
  /** A living process of the service, another than the one to be avoided if there is one; undefined where the registry knows of none. */
  readonly processOf: (service: string, avoid?: Answering) => Answering | undefined;
  /** After how long a call is given up, as if the other process had gone away: now and then, and often where it is silent. */
  readonly suspicion: (isSilent: boolean) => number | undefined;
}

interface BrokerCall extends ContractCallOptions {
  readonly timeout: number;
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

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
  let suspect: Answering | undefined;
  const exchange =
    (action: string, timeout: number): Remote =>
    (ctx) =>
      new Promise((resolve, reject) => {
        const to = world.processOf(action.split(".")[0]!, suspect);
        if (!to) return reject(named("ServiceNotAvailableError"));
        const call = { action, params: ctx.params as Uint8Array, meta: ctx.meta };
        const limit = setTimeout(() => reject(named("RequestTimeoutError")), timeout);
        const isSilent = world.network.send(action, from, to, () => {
          void to.answer(call).then((answer) =>
            world.network.send(`${action} answer`, to, from, () => {
              clearTimeout(limit);
              resolve(answer);
            }),
          );
        });
        // Moleculer gives a call up when it misses the other node's heartbeat, whether that node is dead or only not heard of: it may be at work.
        const suspicionMs = world.suspicion(isSilent);
        const giveUp = (): void => {
          suspect = to;
          reject(named("RequestRejectedError"));
        };
        if (suspicionMs !== undefined) world.time.plan(`${action} given up`, suspicionMs, giveUp);
      });
  const broker = {
    registry: { getActionEndpoints: () => undefined },
    call: (action: string, params: unknown, options: BrokerCall): Promise<unknown> =>
      overTheWire(exchange(action, options.timeout))({ params, options, meta: {} } as unknown as Context),
  };
  return createClientFactory({ broker: broker as unknown as ServiceBroker, clock, self });
};
