import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { pino } from "pino";
import type { CallOptions, ClientFactory, ServiceDefinition } from "../../kernel/contract/contract.ts";
import { actionNameOf } from "../../kernel/contract/contract.ts";
import type { EventListener, EventType } from "../../kernel/events/event.ts";
import { createMetrics } from "../../kernel/telemetry/metrics.ts";
import { type Clock, systemClock } from "../../kernel/time/clock.ts";
import { ContentServiceDefinition } from "../../proto/gen/paywindow/content/v1/content.ts";
import { HospitalServiceDefinition } from "../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";
import { MarketingServiceDefinition } from "../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { MembershipServiceDefinition } from "../../proto/gen/paywindow/membership/v1/membership.ts";
import { OutsideServiceDefinition } from "../../proto/gen/paywindow/outside/v1/outside.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { RestaurantServiceDefinition } from "../../proto/gen/paywindow/restaurant/v1/restaurant.ts";
import { SupermarketServiceDefinition } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { GatewayNode } from "../gateway-node.ts";

/** Every contract that the gateway serves. */
export const allDefinitions: readonly ServiceDefinition[] = [
  IdentityServiceDefinition,
  PaymentsServiceDefinition,
  OutsideServiceDefinition,
  SupermarketServiceDefinition,
  RestaurantServiceDefinition,
  HospitalServiceDefinition,
  ContentServiceDefinition,
  MembershipServiceDefinition,
  MarketingServiceDefinition,
];

/** What a test lets an rpc do, by action. */
// biome-ignore lint/suspicious/noExplicitAny: each rpc has its own message types
type StubHandler = (request: any, options: CallOptions) => unknown;

/** A call that reached a service. */
interface SeenCall {
  readonly action: string;
  readonly request: unknown;
  readonly options: CallOptions;
}

/** A node whose services are what the test says: what stands behind the doors when only the doors are tested. */
export interface StubNode extends GatewayNode {
  readonly handlers: Map<string, StubHandler>;
  readonly seen: SeenCall[];
  /** What would be logged, line by line. */
  readonly logLines: string[];
  /** Lets every listener of the event's type hear it, as it would after a commit. */
  emit<Payload>(event: EventType<Payload>, payload: Payload, eventId: string): void;
  readonly listeners: Set<EventListener>;
}

/** Signs access tokens as identity does, and can rotate its key. */
export interface TestIssuer {
  sign(claims: Record<string, unknown>, overrides?: TokenOverrides): Promise<string>;
  /** The keys that identity would publish. */
  publishedKeys(): { keyId: string; publicKey: string }[];
  rotate(): void;
}

interface TokenOverrides {
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresInS?: number;
  readonly keyId?: string;
}

export const createIssuer = (clock: Clock = systemClock): TestIssuer => {
  const pairs: { keyId: string; privateKey: KeyObject; publicKey: string }[] = [];
  const rotate = () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const keyId = `key-${pairs.length + 1}`;
    pairs.unshift({ keyId, privateKey, publicKey: String(publicKey.export({ format: "jwk" }).x) });
  };
  rotate();
  return {
    rotate,
    publishedKeys: () => pairs.map(({ keyId, publicKey }) => ({ keyId, publicKey })),
    sign: ({ sub, ...claims }, { issuer = "paywindow", audience = "paywindow", expiresInS = 900, keyId } = {}) => {
      const [pair] = pairs;
      const seconds = Math.floor(clock.now().getTime() / 1_000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: keyId ?? pair!.keyId })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(String(sub))
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + expiresInS)
        .sign(pair!.privateKey);
    },
  };
};

/** A client whose every rpc is the test's handler, or answers with an empty message. */
const stubClients = (handlers: Map<string, StubHandler>, seen: SeenCall[]): ClientFactory =>
  ((definition: ServiceDefinition) =>
    Object.fromEntries(
      Object.entries(definition.methods).map(([name, method]) => {
        const action = actionNameOf(definition, name);
        const call = async (request: unknown, options: CallOptions) => {
          seen.push({ action, request, options });
          return (await handlers.get(action)?.(request, options)) ?? method.responseType.decode(new Uint8Array());
        };
        return [name, call];
      }),
    )) as unknown as ClientFactory;

export const createStubNode = (issuer: TestIssuer, clock: Clock = systemClock): StubNode => {
  const seen: SeenCall[] = [];
  const listeners = new Set<EventListener>();
  const handlers = new Map<string, StubHandler>([
    ["identity.getVerificationKeys", () => ({ keys: issuer.publishedKeys() })],
  ]);
  const logLines: string[] = [];
  return {
    ...{ nodeId: "stub", clock, metrics: createMetrics(), handlers, seen, listeners, logLines },
    log: pino({ level: "debug" }, { write: (line) => void logLines.push(line) }),
    client: stubClients(handlers, seen),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (event, payload, eventId) => {
      const about = { eventId, eventTime: clock.now(), traceparent: "" };
      for (const listener of listeners) if (listener.type === event.type) listener.hear(payload, about);
    },
  };
};
