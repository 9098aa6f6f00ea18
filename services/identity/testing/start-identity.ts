import { createLocalJWKSet, jwtVerify } from "jose";
import type { CallContext, Handlers } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
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

/** The reason of a call that must be refused. */
export const refusalOf = async (call: Promise<unknown>): Promise<ReasonError> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused", { cause: error });
  return error;
};

export const reasonOf = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call)).reason;

/** Everything in one of the service's collections. */
export const rowsOf = ({ store }: TestIdentity, collection: string) =>
  store.connection.collection(collection).find({}).toArray();

/** Verifies a token as a door does: with nothing but the published keys. */
export const verifyToken = async (service: TestIdentity, token: string, now: Date) => {
  const { keys } = await service.call("getVerificationKeys", {});
  const jwks = keys.map(({ keyId, publicKey }) => ({ kty: "OKP", crv: "Ed25519", kid: keyId, x: publicKey }));
  return jwtVerify(token, createLocalJWKSet({ keys: jwks }), {
    ...{ issuer: "paywindow", audience: "paywindow", algorithms: ["EdDSA"] },
    currentDate: now,
  });
};
