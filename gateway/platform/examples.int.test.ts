/** The examples of /openapi.json are requests that the platform understands. Method: each is sent, as somebody who may, to the platform as a process. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type HttpAnswer, type HttpCaller, httpCaller, signIn } from "../../kernel/harness/http-client.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { accessTable } from "../access/access-table.ts";
import { readContracts } from "../contract/read-contracts.ts";
import { examplesAt } from "../openapi/examples.ts";
import { allDefinitions } from "../testing/stub-node.ts";

const examples = examplesAt(new Date());
let platform: Platform;
/** Who of the demonstration calls, by what the first row of an rpc asks for. */
const LOGINS = ["shopper1", "manager1", "operator1", "restaurant1", "kiosk1", "hospital1", "doctor1"] as const;
const MANAGERS: Readonly<Record<string, Login>> = { restaurant: "restaurant1", hospital: "hospital1" };
type Login = (typeof LOGINS)[number];

const callers = new Map<Login | undefined, HttpCaller>();
beforeAll(async () => {
  platform = await startPlatform();
  callers.set(undefined, httpCaller(platform.address));
  for (const login of LOGINS) callers.set(login, await signIn(platform.address, login));
});
afterAll(() => platform.remove());

const routes = readContracts(allDefinitions).routes.filter(({ action }) => action in examples);

const loginFor = (action: string): Login | undefined => {
  const { who } = accessTable[action]![0]!;
  if (who.kind === "user") return "shopper1";
  if (who.kind !== "staff") return undefined;
  if (who.tenantId) return "operator1";
  // A doctor's own queue is asked for by nobody else; whatever else a doctor may, the manager may too, but for calling patients.
  if (who.roles.includes("kiosk")) return "kiosk1";
  if (who.roles.includes("doctor") && !who.roles.includes("manager")) return "doctor1";
  return MANAGERS[action.split(".")[0] ?? ""] ?? "manager1";
};

const send = (action: string): Promise<HttpAnswer> => {
  const route = routes.find((one) => one.action === action)!;
  const example = examples[action]!;
  const caller = callers.get(loginFor(action))!;
  if (route.httpMethod === "GET")
    return caller.get(`${route.path}?${new URLSearchParams(example as Record<string, string>)}`);
  return caller.post(route.path, example, { "idempotency-key": `example-${action}` });
};

/** What no other call must come before; the rest may be refused for the samples of ids that they hold. */
const NEEDS_NOTHING = new Set([
  ...["identity.signIn", "payments.registerDevice", "payments.issuePaymentCode", "payments.listWalletTrades"],
  ...["payments.createTrade", "supermarket.findItem", "supermarket.listItems", "supermarket.putBasket"],
]);

test.each(routes.map(({ action }) => action))(
  "%s: its example has no wrong field and comes from a fitting caller",
  async (action) => {
    const { status, body } = await send(action);
    expect(body.fields ?? []).toEqual([]);
    expect(["REQUEST_INVALID", "BODY_MALFORMED", "CALLER_UNKNOWN", "CALLER_NOT_ALLOWED"]).not.toContain(body.reason);
    expect(status).toBeLessThan(500);
    if (NEEDS_NOTHING.has(action)) expect(status).toBe(200);
  },
);
