/** The examples of /openapi.json are requests that the platform understands. Method: each is sent, as somebody who may, to the platform as a process. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type HttpAnswer, type HttpCaller, httpCaller, signIn } from "../../kernel/harness/http-client.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { accessTable } from "../access/access-table.ts";
import { readContracts } from "../contract/read-contracts.ts";
import { examples } from "../openapi/examples.ts";
import { allDefinitions } from "../testing/stub-node.ts";

let platform: Platform;
let callers: Record<"anyone" | "user" | "staff" | "operator" | "restaurant" | "kiosk", HttpCaller>;
beforeAll(async () => {
  platform = await startPlatform();
  const { address } = platform;
  const logins = ["shopper1", "manager1", "operator1", "restaurant1", "kiosk1"].map((login) => signIn(address, login));
  const [user, staff, operator, restaurant, kiosk] = (await Promise.all(logins)) as HttpCaller[] as [
    HttpCaller,
    HttpCaller,
    HttpCaller,
    HttpCaller,
    HttpCaller,
  ];
  callers = { anyone: httpCaller(address), user, staff, operator, restaurant, kiosk };
});
afterAll(() => platform.remove());

const routes = readContracts(allDefinitions).routes.filter(({ action }) => action in examples);

const send = (action: string): Promise<HttpAnswer> => {
  const route = routes.find((one) => one.action === action)!;
  const example = examples[action]!;
  const { who } = accessTable[action]![0]!;
  const isDining = who.kind === "staff" && action.startsWith("restaurant.");
  const kind = who.roles.includes("kiosk") ? "kiosk" : who.tenantId ? "operator" : who.kind;
  const caller = callers[(isDining ? "restaurant" : kind) as keyof typeof callers];
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
