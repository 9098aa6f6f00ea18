/** Goal: a programme changes by versions, and no change touches what was promised (C7). Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Programme } from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import { MERCHANT, type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

const get = (version = 0) => world.as("manager").getProgramme({ merchantId: MERCHANT, version });

test("a change is the next version; the one before stays; the same again writes nothing", async () => {
  const before = await get();
  const after = await world.change({ pointsPerYuan: 2 });
  expect(after).toMatchObject({ version: before.version + 1, pointsPerYuan: 2 });
  expect(await get(before.version)).toEqual(before);
  expect(await world.change({ pointsPerYuan: 2 })).toEqual(after);
  expect(await get()).toEqual(after);
});

test("what was promised stays: points of a payment keep the rate of its time (V23)", async () => {
  const { cardId } = await world.card();
  const merchantTradeId = "promise-1";
  await world.begin({ merchantTradeId, member: { $case: "cardId", value: cardId } });
  await world.change({ pointsPerYuan: 10 });
  await world.pay(10_000n, { merchantTradeId });
  expect((await world.card()).points?.pending).toBe(200n);
});

test("C7: new levels are everybody's at once, and are announced by the job", async () => {
  const programme = await get();
  const [first, second] = programme.levels as [Programme["levels"][0], Programme["levels"][0]];
  world.clock.advance(86_400_000);
  await world.settle();
  await world.change({ levels: [first, { ...second, thresholdPoints: 200n }] });
  expect((await world.card()).standing).toMatchObject({ level: { name: "金卡", levelNumber: 2 }, pointsToNext: 0n });
  await world.settle();
  const rows = await world.node.store("membership").connection.model("MemberCard").find({ levelNumber: 2 }).lean();
  expect(rows).toHaveLength(1);
  await world.settle();
});

test("PROGRAMME_CHANGED: of two managers at once one wins", async () => {
  const programme = await get();
  const write = (pendingDays: number) =>
    world.as("manager").setProgramme({ merchantId: MERCHANT, programme: { ...programme, pendingDays } });
  const answers = await Promise.allSettled([write(3), write(4), write(5)]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await reasonOf(write(6))).toBe("PROGRAMME_CHANGED");
});

test("CARD_PREFIX_TAKEN, and PROGRAMME_NOT_FOUND of a merchant that has none or is another's", async () => {
  const asked = { ...(await get()), merchantId: "mer_stranger", version: 0 };
  const write = (programme: Programme) => world.as("stranger").setProgramme({ merchantId: "mer_stranger", programme });
  expect(await reasonOf(write(asked))).toBe("CARD_PREFIX_TAKEN");
  expect(await reasonOf(world.as("shopper1").getProgramme({ merchantId: "mer_stranger", version: 0 }))).toBe(
    "PROGRAMME_NOT_FOUND",
  );
  expect((await write({ ...asked, cardPrefix: "8802" })).version).toBe(1);
  const foreign = world.as("stranger").setProgramme({ merchantId: MERCHANT, programme: await get() });
  expect(await reasonOf(foreign)).toBe("PROGRAMME_NOT_FOUND");
});

test.each<Partial<Programme>>([
  { name: "" },
  { cardPrefix: "0123" },
  { levels: [] },
  { levelWindowDays: 3_651 },
  { pointsPerYuan: -1 },
  { pendingDays: 91 },
  { pointWorthFen: 1_001 },
  { expiry: undefined },
  { expiry: { rule: 2, count: 0 } },
  { merchantId: "mer_stranger" },
])("REQUEST_INVALID for %j", async (changes) => {
  const programme = { ...(await get()), ...changes };
  expect(await reasonOf(world.as("manager").setProgramme({ merchantId: MERCHANT, programme }))).toBe("REQUEST_INVALID");
});

test("CALLER_NOT_ALLOWED for whoever is no manager", async () => {
  const programme = await get();
  for (const who of ["cashier", "shopper1"] as const)
    expect(await reasonOf(world.as(who).setProgramme({ merchantId: MERCHANT, programme }))).toBe("CALLER_NOT_ALLOWED");
});
