/** Goal: a code or refresh token gives one token, once, to the app it was made for; a repeated request gets the same. Method: a real node. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type AppsWorld, startAppsWorld } from "../testing/apps-world.ts";

let world: AppsWorld;
beforeAll(async () => {
  world = await startAppsWorld({ secretKey: new Uint8Array(32).fill(9) });
});
afterAll(() => world.node.stop());

const exchange = (appId: string, secret: { appAuthCode?: string; refreshToken?: string }, requestId = aKey()) =>
  world.as("door").exchangeAppAuthToken({ appId, appAuthCode: "", refreshToken: "", requestId, ...secret });

test("a code gives a token for the merchant, the same request the same token, and nothing is stored in clear", async () => {
  const agent = await world.addApp({ isAgent: true });
  const [appAuthCode, requestId] = [await world.code(agent), aKey()];
  const token = await exchange(agent.appId, { appAuthCode }, requestId);
  expect(token.appAuthToken).toMatch(/^[0-9a-f]{40}$/);
  expect(token.authorization).toMatchObject({ appId: agent.appId, merchantId: "mer_demomarket", isValid: true });
  expect(await exchange(agent.appId, { appAuthCode }, requestId)).toEqual(token);
  const { connection } = world.node.store("identity");
  const rows = await Promise.all(["AppGrant", "AppCredential"].map((name) => connection.model(name).find().lean()));
  for (const secret of [token.appAuthToken, token.refreshToken]) expect(JSON.stringify(rows)).not.toContain(secret);
});

test("a refresh token gives a new one and ends the old token", async () => {
  const agent = await world.addApp({ isAgent: true });
  const first = await exchange(agent.appId, { appAuthCode: await world.code(agent) });
  const second = await exchange(agent.appId, { refreshToken: first.refreshToken });
  expect(second.appAuthToken).not.toBe(first.appAuthToken);
  const ask = (appAuthToken: string) => world.as("door").queryAppAuthToken({ appId: agent.appId, appAuthToken });
  expect(await ask(first.appAuthToken)).toMatchObject({ isValid: false });
  expect(await ask(second.appAuthToken)).toMatchObject({ isValid: true });
  await expect(exchange(agent.appId, { refreshToken: first.refreshToken })).rejects.toMatchObject({
    reason: "AUTH_CODE_USED",
  });
});

test("of ten requests with one code, one gets a token", async () => {
  const agent = await world.addApp({ isAgent: true });
  const appAuthCode = await world.code(agent);
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => exchange(agent.appId, { appAuthCode })));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test.each([
  ["APP_NOT_FOUND", async () => ({ appId: "2021000000000000", appAuthCode: "x" })],
  ["APP_NOT_AGENT", async () => ({ appId: (await world.addApp()).appId, appAuthCode: "x" })],
  ["AUTH_CODE_NOT_FOUND", async () => ({ appId: (await world.addApp({ isAgent: true })).appId, appAuthCode: "x" })],
  [
    "AUTH_CODE_OF_OTHER_APP",
    async () => ({
      appId: (await world.addApp({ isAgent: true })).appId,
      appAuthCode: await world.code(await world.addApp({ isAgent: true })),
    }),
  ],
  [
    "AUTH_CODE_EXPIRED",
    async () => {
      const agent = await world.addApp({ isAgent: true });
      const appAuthCode = await world.code(agent);
      world.clock.advance(86_400_000);
      return { appId: agent.appId, appAuthCode };
    },
  ],
] as const)("%s", async (reason, make) => {
  const { appId, appAuthCode } = await make();
  await expect(exchange(appId, { appAuthCode })).rejects.toMatchObject({ reason });
});

test("it is for doors alone", async () => {
  const request = { appId: "2021000000000000", appAuthCode: "x", refreshToken: "", requestId: "r" };
  await expect(world.as("manager").exchangeAppAuthToken(request)).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
});
