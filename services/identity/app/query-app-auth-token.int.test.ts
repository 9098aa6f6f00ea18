/** A token is the agent's that it was given to, and ends after a year. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AppsWorld, startAppsWorld } from "../testing/apps-world.ts";

let world: AppsWorld;
beforeAll(async () => {
  world = await startAppsWorld();
});
afterAll(() => world.node.stop());

test("AUTH_TOKEN_NOT_FOUND for others, valid for a year", async () => {
  const [agent, other] = [await world.addApp({ isAgent: true }), await world.addApp({ isAgent: true })];
  const request = { appId: agent.appId, appAuthCode: await world.code(agent), refreshToken: "", requestId: "once" };
  const { appAuthToken } = await world.as("door").exchangeAppAuthToken(request);
  const ask = (appId: string, token = appAuthToken) =>
    world.as("door").queryAppAuthToken({ appId, appAuthToken: token });
  expect(await ask(agent.appId)).toMatchObject({
    merchantId: "mer_demomarket",
    storeId: "str_demomarket1",
    isValid: true,
  });
  await expect(ask(other.appId)).rejects.toMatchObject({ reason: "AUTH_TOKEN_NOT_FOUND" });
  await expect(ask(agent.appId, "unknown")).rejects.toMatchObject({ reason: "AUTH_TOKEN_NOT_FOUND" });
  world.clock.advance(365 * 86_400_000);
  expect(await ask(agent.appId)).toMatchObject({ isValid: false });
});
