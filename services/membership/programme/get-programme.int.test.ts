/** Goal: what a merchant promises can be read by anybody, as it is and as it was (C7). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT, type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

test("C7: levels with their benefits, for everybody; version 0 is the newest, and an old one stays", async () => {
  const get = (version: number) => world.as("anonymous").getProgramme({ merchantId: MERCHANT, version });
  const first = await get(0);
  expect(first.levels.map(({ name }) => name)).toContain("银卡");
  await world.change({ pointsPerYuan: first.pointsPerYuan + 1 });
  expect(await get(first.version)).toEqual(first);
  expect((await get(0)).pointsPerYuan).toBe(first.pointsPerYuan + 1);
});

test("PROGRAMME_NOT_FOUND for no such merchant and no such version", async () => {
  for (const request of [
    { merchantId: "mer_stranger", version: 0 },
    { merchantId: MERCHANT, version: 99 },
  ])
    expect(await reasonOf(world.as("shopper1").getProgramme(request))).toBe("PROGRAMME_NOT_FOUND");
});
