/** A merchant authorises agents for itself and for nobody else. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AppsWorld, startAppsWorld } from "../testing/apps-world.ts";

let world: AppsWorld;
beforeAll(async () => {
  world = await startAppsWorld();
});
afterAll(() => world.node.stop());

const own = { merchantId: "mer_demomarket", storeId: "str_demomarket1" };

test("a code of 40 characters that lives a day and is stored as its hash only", async () => {
  const { appId } = await world.addApp({ isAgent: true });
  const { appAuthCode, expireTime } = await world.as("manager").issueAppAuthCode({ appId, ...own });
  expect(appAuthCode).toMatch(/^[0-9a-f]{40}$/);
  expect(expireTime?.toISOString()).toBe("2026-03-02T04:00:00.000Z");
  const rows = await world.node.store("identity").connection.model("AppCredential").find().lean();
  expect(JSON.stringify(rows)).not.toContain(appAuthCode);
});

test.each([
  { reason: "APP_NOT_FOUND", who: "manager", isAgent: undefined },
  { reason: "APP_NOT_AGENT", who: "manager", isAgent: false },
  { reason: "CALLER_NOT_ALLOWED", who: "stranger", isAgent: true },
] as const)("$reason", async ({ reason, who, isAgent }) => {
  const appId = isAgent === undefined ? "2021000000000000" : (await world.addApp({ isAgent })).appId;
  await expect(world.as(who).issueAppAuthCode({ appId, ...own })).rejects.toMatchObject({ reason });
});
