/** An app's keys are for the door that asks, and for nobody who is not a service. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AppsWorld, startAppsWorld } from "../testing/apps-world.ts";

let world: AppsWorld;
beforeAll(async () => {
  world = await startAppsWorld();
});
afterAll(() => world.node.stop());

test("services get it, staff do not", async () => {
  const { appId } = await world.addApp();
  expect(await world.as("door").getApp({ appId })).toMatchObject({ appId, storeId: "str_demomarket1" });
  await expect(world.as("manager").getApp({ appId })).rejects.toMatchObject({ reason: "CALLER_NOT_ALLOWED" });
});

test("an id that is none, and one that nobody has", async () => {
  await expect(world.as("door").getApp({ appId: "2021" })).rejects.toMatchObject({ reason: "REQUEST_INVALID" });
  await expect(world.as("door").getApp({ appId: "2021000000000000" })).rejects.toMatchObject({
    reason: "APP_NOT_FOUND",
  });
});
