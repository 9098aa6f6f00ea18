import type { CallContext, Handlers } from "../../../kernel/contract/contract.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { openStore, type Store } from "../../../kernel/store/open-store.ts";
import type { FixedClock } from "../../../kernel/time/clock.ts";
import type { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { identity } from "../identity.service.ts";

/** The service by itself on a store of its own, its handlers called as a node calls them, each at the clock's instant. For this service's tests. */
export interface TestIdentity {
  readonly store: Store;
  call<M extends keyof Handlers<IdentityServiceDefinition>>(
    method: M,
    request: Parameters<Handlers<IdentityServiceDefinition>[M]>[0],
  ): ReturnType<Handlers<IdentityServiceDefinition>[M]>;
  stop(): Promise<void>;
}

export interface TestIdentitySettings {
  readonly clock: FixedClock;
  readonly demo?: boolean;
  readonly secretKey?: Uint8Array;
  /** Another's store, as a second node over it has. */
  readonly store?: Store;
}

export const startIdentity = async (settings: TestIdentitySettings): Promise<TestIdentity> => {
  const { clock, demo = true, secretKey } = settings;
  const mongodbUri = process.env["MONGODB_URI"];
  const store = settings.store ?? (await openStore({ name: "identity", mongodbUri, clock }));
  const running = await identity.start({ store, clock, config: { demo, secretKey } } as unknown as ServiceHost);
  await store.ready();
  await running.seedDemo?.();
  const handlers = running.handlers as unknown as Record<string, (request: unknown, context: CallContext) => never>;
  return {
    store,
    call: (method, request) => handlers[method]!(request, { now: clock.now() } as CallContext),
    stop: () => store.close(),
  };
};
