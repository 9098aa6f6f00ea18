import type { Config } from "../../kernel/config/config.ts";
import { readConfig } from "../../kernel/config/read-config.ts";
import { type HttpCaller, httpCaller } from "../../kernel/harness/http-client.ts";
import { startTracing } from "../../kernel/telemetry/tracing.ts";
import { type Clock, systemClock } from "../../kernel/time/clock.ts";
import type { DoorLimits } from "../limits/door-limits.ts";
import { type RunningGateway, startGateway } from "../start-gateway.ts";
import { allDefinitions, createIssuer, createStubNode, type StubNode, type TestIssuer } from "./stub-node.ts";

/** The demonstration's principals, and one of another tenant, as token claims. */
export const personas = {
  user: { sub: "usr_demoshopper1", kind: "user" },
  otherUser: { sub: "usr_demoshopper2", kind: "user" },
  cashier: {
    ...{ sub: "stf_democashier1", kind: "staff", tenant: "mer_demomarket" },
    ...{ sites: ["str_demomarket1"], roles: ["cashier"] },
  },
  manager: {
    ...{ sub: "stf_demomanager1", kind: "staff", tenant: "mer_demomarket" },
    ...{ sites: ["str_demomarket1"], roles: ["manager", "cashier"] },
  },
  operator: { sub: "stf_demooperator1", kind: "staff", tenant: "platform", sites: [], roles: ["operator"] },
  /** A merchant's staff with a role of that name. */
  falseOperator: { sub: "stf_other1", kind: "staff", tenant: "mer_othermarket", sites: [], roles: ["operator"] },
  otherCashier: {
    ...{ sub: "stf_othercashier", kind: "staff", tenant: "mer_othermarket" },
    ...{ sites: ["str_othermarket1"], roles: ["cashier"] },
  },
} as const;

export type Persona = keyof typeof personas;

export interface TestGateway extends RunningGateway {
  readonly node: StubNode;
  readonly issuer: TestIssuer;
  token(persona: Persona): Promise<string>;
  /** Calls the HTTP door as a persona; as nobody where none is named. */
  as(persona?: Persona): Promise<HttpCaller>;
}

interface Settings {
  readonly config?: Partial<Config>;
  readonly limits?: Partial<DoorLimits>;
  readonly clock?: Clock;
  readonly webRoot?: string;
}

/** The real gateway on free ports, in front of a stub node. No rate limit unless the test sets one. */
export const startTestGateway = async (settings: Settings = {}): Promise<TestGateway> => {
  const { clock = systemClock, limits, webRoot } = settings;
  const issuer = createIssuer(clock);
  const node = createStubNode(issuer, clock);
  const config = { ...readConfig({ PAYWINDOW_PORT: "0" }), rateLimit: 0, ...settings.config };
  const tracing = await startTracing({ service: "gateway-test" });
  const gateway = await startGateway({ node, config, definitions: allDefinitions, limits, webRoot });
  const token = (persona: Persona) => issuer.sign(personas[persona]);
  return {
    ...{ ...gateway, node, issuer, token },
    stop: async () => {
      await gateway.stop();
      await tracing.stop();
    },
    as: async (persona) => httpCaller(gateway.httpAddress, persona && (await token(persona))),
  };
};
