/** Goal: a key that was replaced signs nothing any more, although the door had remembered it, and the new one does. Method: the SDK against the platform as a process. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AlipayWorld, makeKeys, startAlipayWorld } from "./testing/alipay-world.ts";

let world: AlipayWorld;
beforeAll(async () => {
  world = await startAlipayWorld();
}, 60_000);
afterAll(() => world.platform.remove());

test("UpdateApp: the door forgets the key before, long before its own minute is over", async () => {
  const app = await world.addApp();
  const [before, keys] = [world.sdk({ appId: app.appId, privateKey: app.privateKey }), makeKeys()];
  const after = world.sdk({ appId: app.appId, privateKey: keys.privateKey });
  const ask = async (sdk: typeof before): Promise<string | undefined> =>
    (await sdk.exec("alipay.trade.query", { bizContent: { out_trade_no: "never" } }, { validateSign: true }))[
      "sub_code"
    ];
  expect(await ask(before)).toBe("ACQ.TRADE_NOT_EXIST");
  expect(await ask(after)).toBe("isv.invalid-signature");
  const change = { appId: app.appId, merchantId: "mer_demomarket", publicKey: keys.publicKey };
  expect((await world.manager.post("/v1/identity/update-app", change)).status).toBe(200);
  for (let tries = 0; tries < 100 && (await ask(before)) !== "isv.invalid-signature"; tries++) await pause(50);
  expect(await ask(before)).toBe("isv.invalid-signature");
  expect(await ask(after)).toBe("ACQ.TRADE_NOT_EXIST");
}, 30_000);
