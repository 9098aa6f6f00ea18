/** Goal: the outside parties are there for the demonstration and for nobody else. Method: the process itself, with the demonstration and without. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { signIn } from "../../kernel/harness/http-client.ts";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";

const running: Platform[] = [];
const start = async (...settings: Parameters<typeof startPlatform>): Promise<Platform> => {
  const platform = await startPlatform(...settings);
  running.push(platform);
  return platform;
};
afterEach(async () => {
  for (const platform of running.splice(0)) await platform.remove();
});

const readiness = async ({ address }: Platform): Promise<unknown> => (await fetch(`${address}/readyz`)).json();
const statementStatus = async ({ address }: Platform): Promise<number> =>
  (await fetch(`${address}/v1/outside/get-statement`)).status;
/** Where the parties say that they are. */
const partiesOf = ({ dataDir }: Platform): Promise<string> => readFile(join(dataDir, "outside", "address"), "utf8");

test("with the demonstration they listen on a port of their own, and answer what is signed; behind the stage none but operators get", async () => {
  const platform = await start();
  const unsigned = await fetch(`${await partiesOf(platform)}/wechat-like/v3/refund/domestic/refunds/none?`);
  expect([unsigned.status, await unsigned.json()]).toEqual([401, expect.objectContaining({ code: "SIGN_ERROR" })]);
  expect(await statementStatus(platform)).toBe(401);
  expect(await readiness(platform)).toMatchObject({ status: "ready", services: { outside: true } });
});

test("P21: they tell the door by themselves what was paid, wherever it was told to stand", async () => {
  const platform = await start({ env: { PAYWINDOW_PORT: String(await freePort()), PAYWINDOW_GRPC_PORT: "0" } });
  const operator = await signIn(platform.address, "operator1");
  const till = await signIn(platform.address, "cashier1");
  const issued = await operator.post("/v1/outside/issue-outside-code", { accountId: "oac_demowechat1" });
  const trade = {
    ...{ merchantId: "mer_demomarket", storeId: "str_demomarket1", merchantTradeId: "told-1", subject: "milk" },
    ...{ amount: { minorUnits: "100", currencyCode: "CNY" }, paymentCode: issued.body.paymentCode },
  };
  const paid = await till.post("/v1/payments/pay-trade", trade, { "idempotency-key": "told-1" });
  expect(paid.body).toMatchObject({ tender: "TENDER_WECHAT_LIKE" });
  const taken = /^paywindow_payments_channel_notices_total\{channel="wechat-like",outcome="taken"\} 1$/m;
  while (!taken.test(await (await fetch(`${platform.address}/metrics`)).text())) await pause(20);
});

test("without it there is neither port nor route nor store, and the platform is whole", async () => {
  const platform = await start({ env: { PAYWINDOW_DEMO: "off" } });
  await expect(partiesOf(platform)).rejects.toThrow("ENOENT");
  await expect(readFile(join(platform.dataDir, "outside.db"))).rejects.toThrow("ENOENT");
  expect(await statementStatus(platform)).toBe(404);
  expect(await readiness(platform)).toEqual({
    status: "ready",
    services: {
      ...{ identity: true, payments: true, membership: true, marketing: true, content: true },
      ...{ supermarket: true, hospital: true, restaurant: true },
    },
  });
});
