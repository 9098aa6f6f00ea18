/** Every store there can be gets one or two ways, and none that it lacks the equipment for. */
import { expect, test } from "@jest/globals";
import { recommend, type StoreEquipment } from "./recommend.ts";

const STORES: StoreEquipment[] = [true, false].flatMap((hasNetwork) =>
  [true, false].flatMap((hasScanGun) =>
    [true, false].map((hasSecondScreen) => ({ hasNetwork, hasScanGun, hasSecondScreen })),
  ),
);

test.each([
  [{ hasNetwork: true, hasScanGun: true, hasSecondScreen: true }, ["barcode", "dynamicQr"]],
  [{ hasNetwork: true, hasScanGun: true, hasSecondScreen: false }, ["barcode", "staticQr"]],
  [{ hasNetwork: true, hasScanGun: false, hasSecondScreen: true }, ["dynamicQr", "sound"]],
  [{ hasNetwork: true, hasScanGun: false, hasSecondScreen: false }, ["sound", "staticQr"]],
  [{ hasNetwork: false, hasScanGun: true, hasSecondScreen: true }, ["staticQr", "handheld"]],
])("Y13: %j: %j", (store, ways) => {
  expect(recommend(store)).toEqual(ways);
});

test.each(STORES)("Y13: %j gets one or two ways, and nothing that it cannot do", (store) => {
  const ways = recommend(store);
  expect(ways.length).toBeGreaterThanOrEqual(1);
  expect(ways.length).toBeLessThanOrEqual(2);
  expect(new Set(ways).size).toBe(ways.length);
  if (!store.hasScanGun) expect(ways).not.toContain("barcode");
  if (!store.hasSecondScreen) expect(ways).not.toContain("dynamicQr");
  if (!store.hasNetwork) expect(ways).toEqual(expect.arrayContaining(["staticQr", "handheld"]));
});
