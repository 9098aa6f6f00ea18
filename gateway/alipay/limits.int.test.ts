/** An app's share is the app's: beyond it 40005, signed like every answer; strangers are counted by their address. Method: many calls at once against the platform. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AlipayWorld, startAlipayWorld } from "./testing/alipay-world.ts";

let world: AlipayWorld;
beforeAll(async () => {
  world = await startAlipayWorld({ env: { PAYWINDOW_RATE_LIMIT: "10" } });
}, 60_000);
afterAll(() => world.platform.remove());

const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));

test("version 2: 40005 isv.app-call-limited; another app is not touched", async () => {
  const other = await world.addApp();
  const results = await times(60, () => world.exec("alipay.trade.query", { out_trade_no: "never" }));
  const refused = results.filter(({ code }) => code === "40005");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ msg: "Call Limited", sub_code: "isv.app-call-limited" });
  const sdk = world.sdk({ appId: other.appId, privateKey: other.privateKey });
  const answer = await sdk.exec(
    "alipay.trade.query",
    { bizContent: { out_trade_no: "never" } },
    { validateSign: true },
  );
  expect(answer).toMatchObject({ sub_code: "ACQ.TRADE_NOT_EXIST" });
});

test("version 3: status 429", async () => {
  const app = await world.addApp();
  const sdk = world.sdk({ appId: app.appId, privateKey: app.privateKey });
  const call = () =>
    sdk.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: "never" } }).catch((error) => error);
  const statuses = (await times(60, call)).map(({ responseHttpStatus }) => responseHttpStatus);
  expect(new Set(statuses)).toEqual(new Set([400, 429]));
});

test("who proves nothing is counted too", async () => {
  const forged = world.sdk({ appId: "2021999999999999" });
  const call = () => forged.exec("alipay.trade.query", { bizContent: {} }, { validateSign: true });
  const codes = (await times(60, call)).map(({ sub_code }) => sub_code);
  expect(new Set(codes)).toEqual(new Set(["isv.invalid-app-id", "isv.app-call-limited"]));
});
