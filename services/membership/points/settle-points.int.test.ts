/** What time does to points, card by card (C15, V23). Method: two shoppers' cards whose points are due; one of the cards is broken by hand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type MembershipWorld, startMembershipWorld } from "../testing/membership-world.ts";
import { pointsModels } from "./points-model.ts";

const DAY_MS = 86_400_000;
let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

test("C15, V23: a card that cannot be settled keeps no other waiting, and is settled when it is mended", async () => {
  const [broken, sound] = [await world.card("shopper1"), await world.card("shopper2")];
  await world.pay(10_000n, { who: "shopper1" });
  await world.pay(10_000n, { who: "shopper2" });
  world.clock.advance(DAY_MS);
  const { accounts } = pointsModels(world.node.store("membership").connection);
  const account = (await accounts.findById(broken.cardId).lean())!;
  await accounts.deleteOne({ _id: broken.cardId });
  const usable = async (cardId: string) => (await accounts.findById(cardId).lean())?.available;
  await world.settle();
  expect(await usable(sound.cardId)).toBe(100n);
  await accounts.create([account]);
  expect(await usable(broken.cardId)).toBe(0n);
  await world.settle();
  expect(await usable(broken.cardId)).toBe(100n);
});
