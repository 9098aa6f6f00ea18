/** Default deny, row by row. Method: every route, as every role, on own and on foreign resources, through both doors of the real gateway; the expectations stand here, not in the table. */

import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../kernel/auth/caller.ts";
import { actionNameOf, type MethodDefinition } from "../../kernel/contract/contract.ts";
import type { ReasonError } from "../../kernel/errors/reason.ts";
import { type Route, readContracts } from "../contract/read-contracts.ts";
import { allDefinitions } from "../testing/stub-node.ts";
import { type Persona, startTestGateway, type TestGateway } from "../testing/test-gateway.ts";
import { accessTable } from "./access-table.ts";
import { authorize } from "./authorize.ts";
import { type Expectation, foreign, own } from "./testing/expectation.ts";
import { EXPECTATIONS_OF_SERVICES } from "./testing/expectations-of-services.ts";
import { EXPECTATIONS_OF_VERTICALS } from "./testing/expectations-of-verticals.ts";

const { routes, registry } = readContracts(allDefinitions);

const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  ...EXPECTATIONS_OF_SERVICES,
  ...EXPECTATIONS_OF_VERTICALS,
};

type Outcome = "OK" | "CALLER_UNKNOWN" | "CALLER_NOT_ALLOWED" | "REQUEST_INVALID";
type Who = Persona | "nobody";
interface Case {
  readonly who: Who;
  readonly resource: object;
  readonly outcome: Outcome;
}

const staffOutcome = (who: Who, { till, managerOnly }: Expectation): Outcome =>
  till && (who === "manager" || !managerOnly) ? "OK" : "CALLER_NOT_ALLOWED";

/** What the other tenant's cashier gets with this tenant's resource. Where only the service knows the owner, the door lets the call through to it. */
const strangerOutcome = (expectation: Expectation): Outcome =>
  expectation.till && !expectation.foreign && !expectation.managerOnly ? "OK" : "CALLER_NOT_ALLOWED";

const everyRole: readonly Who[] = ["nobody", "user", "cashier", "manager", "otherCashier", "operator", "falseOperator"];

const casesOf = (expectation: Expectation): Case[] => {
  const { open, till, operator, foreign: others, usersToo } = expectation;
  const user = usersToo ? till : expectation.user;
  if (open) return everyRole.map((who) => ({ who, resource: {}, outcome: "OK" }));
  const resource = till ?? user ?? {};
  const cases: Case[] = [
    { who: "nobody", resource, outcome: "CALLER_UNKNOWN" },
    { who: "user", resource: user ?? resource, outcome: user ? "OK" : "CALLER_NOT_ALLOWED" },
    { who: "cashier", resource, outcome: staffOutcome("cashier", expectation) },
    { who: "manager", resource, outcome: staffOutcome("manager", expectation) },
    { who: "otherCashier", resource, outcome: strangerOutcome(expectation) },
    { who: "operator", resource: operator ?? resource, outcome: operator ? "OK" : "CALLER_NOT_ALLOWED" },
    { who: "falseOperator", resource: operator ?? resource, outcome: "CALLER_NOT_ALLOWED" },
  ];
  if (others) {
    cases.push({ who: "manager", resource: others, outcome: "CALLER_NOT_ALLOWED" });
    cases.push({ who: "manager", resource: {}, outcome: "REQUEST_INVALID" });
  }
  if (user && till && !usersToo) cases.push({ who: "user", resource: till, outcome: "CALLER_NOT_ALLOWED" });
  return cases;
};

const matrix = routes.flatMap((route) =>
  casesOf(EXPECTATIONS[route.action] ?? {}).map((one) => ({
    ...{ ...one, route, action: route.action, named: JSON.stringify(one.resource) },
  })),
);

let gateway: TestGateway;
let grpc: Client;
beforeAll(async () => {
  gateway = await startTestGateway();
  grpc = new Client(gateway.grpcAddress, credentials.createInsecure());
});
afterAll(async () => {
  grpc.close();
  await gateway.stop();
});

const overHttp = async (who: Who, route: Route, resource: object): Promise<string> => {
  const caller = await gateway.as(who === "nobody" ? undefined : who);
  const query = new URLSearchParams(resource as Record<string, string>);
  const answer =
    route.httpMethod === "GET"
      ? await caller.get(`${route.path}?${query}`)
      : await caller.post(route.path, resource, { "idempotency-key": "k-1" });
  return answer.status === 200 ? "OK" : answer.body.reason;
};

const reasonOf = (error: ServiceError): string =>
  /CALLER_UNKNOWN|CALLER_NOT_ALLOWED|REQUEST_INVALID/.exec(
    String(error.metadata.get("grpc-status-details-bin")[0] ?? ""),
  )?.[0] ?? error.message;

const overGrpc = async (who: Who, { definition, method }: Route, resource: object): Promise<string> => {
  const metadata = new Metadata();
  metadata.set("idempotency-key", "k-1");
  if (who !== "nobody") metadata.set("authorization", `Bearer ${await gateway.token(who)}`);
  const empty = method.requestType.decode(new Uint8Array());
  const encode = (message: object) => Buffer.from(method.requestType.encode(message).finish());
  return new Promise((resolve) => {
    grpc.makeUnaryRequest(
      `/${definition.fullName}/${method.name}`,
      encode,
      (bytes) => bytes,
      { ...empty, ...resource },
      metadata,
      (error) => resolve(error ? reasonOf(error) : "OK"),
    );
  });
};

const rpcs = allDefinitions.flatMap((definition) =>
  Object.entries(definition.methods).map(([name]: [string, MethodDefinition]) => actionNameOf(definition, name)),
);

test("these are all the services that the contracts declare", () => {
  const declared = [...registry].filter((one) => one.kind === "service" && one.typeName.startsWith("paywindow."));
  const known = allDefinitions.map(({ fullName }) => fullName);
  expect(known.toSorted()).toEqual(declared.map(({ typeName }) => typeName).toSorted());
});

test("every rpc has a row, no row is stale, and every row is tested here", () => {
  expect(Object.keys(accessTable).toSorted()).toEqual(rpcs.toSorted());
  expect(Object.keys(EXPECTATIONS).toSorted()).toEqual(rpcs.toSorted());
});

/** Apps prove themselves at a door of their own, whose signatures stand for no token here: the table is asked as that door asks it. */
describe("apps", () => {
  const app: Caller = { kind: "app", id: "app_demo0000001", tenantId: own.merchantId };
  const outcomeOf = (action: string, resource: object): string => {
    try {
      authorize(accessTable[action] ?? [], app, resource);
      return "OK";
    } catch (error) {
      return (error as ReasonError).reason;
    }
  };

  test.each(Object.entries(EXPECTATIONS))("%s", (action, { open, app: isAllowed = false, till = own }) => {
    expect(outcomeOf(action, till)).toBe(open || isAllowed ? "OK" : "CALLER_NOT_ALLOWED");
    if (isAllowed) expect(outcomeOf(action, foreign)).toBe("CALLER_NOT_ALLOWED");
  });
});

describe("over HTTP", () => {
  test.each(matrix)("$action as $who on $named: $outcome", async ({ route, who, resource, outcome }) => {
    gateway.node.seen.length = 0;
    expect(await overHttp(who, route, resource)).toBe(outcome);
    if (outcome !== "OK") expect(gateway.node.seen.map(({ action }) => action)).not.toContain(route.action);
  });
});

describe("over gRPC", () => {
  test.each(matrix)("$action as $who on $named: $outcome", async ({ route, who, resource, outcome }) => {
    expect(await overGrpc(who, route, resource)).toBe(outcome);
  });
});

test("a refusal for a foreign resource names the field", async () => {
  const caller = await gateway.as("cashier");
  const answer = await caller.get("/v1/supermarket/list-items?storeId=str_othermarket1", { "accept-language": "en" });
  expect(answer.status).toBe(403);
  expect(answer.body.fields).toEqual([{ field: "store_id", message: "one of your own" }]);
});
