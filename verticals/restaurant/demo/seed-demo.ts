import type { RestaurantParts } from "../restaurant-parts.ts";
import type { DiningStore } from "../store/store.ts";
import type { DiningTable } from "../table/table.ts";
import { demoDishes } from "./menu.ts";

const named = (name: string, nameEn: string) => ({ name, nameEn });

const demoStore: DiningStore = {
  ...{ _id: "str_demorestaurant1", merchantId: "mer_demorestaurant", currencyCode: "CNY" },
  ...named("江南小馆（西湖店）", "Jiangnan Kitchen (West Lake)"),
  ...{ latitudeE6: 30_246_000, longitudeE6: 120_150_000, doorCode: "WESTLAKE-DOOR-7Q4K" },
  queue: {
    ...{ smallMax: 2, mediumMax: 4, largeMax: 8, remoteRadiusM: 3_000, nearParties: 3, usualMinutesPerParty: 12 },
    ...{ callAgainMs: 180_000, holdMs: 600_000, poolMs: 1_800_000 },
  },
  areas: [
    { areaId: "hall", ...named("大堂", "Hall") },
    { areaId: "lake", ...named("湖景", "Lake view") },
    { areaId: "room", ...named("包间", "Private rooms") },
  ],
  stations: [
    { stationId: "hot", ...named("热菜", "Hot dishes"), pickUp: false },
    { stationId: "cold", ...named("凉菜", "Cold dishes"), pickUp: false },
    { stationId: "pastry", ...named("面点", "Noodles and pastry"), pickUp: false },
    { stationId: "drinks", ...named("饮品", "Drinks"), pickUp: true },
  ],
  mealtimes: [
    { mealtimeId: "lunch", ...named("午市", "Lunch"), fromMinute: 630, toMinute: 840 },
    { mealtimeId: "dinner", ...named("晚市", "Dinner"), fromMinute: 1_020, toMinute: 1_290 },
  ],
  categories: [
    { categoryId: "cold", ...named("凉菜", "Cold dishes") },
    { categoryId: "hot", ...named("热菜", "Hot dishes") },
    { categoryId: "pastry", ...named("面点", "Noodles and pastry") },
    { categoryId: "drinks", ...named("饮品", "Drinks") },
  ],
};

/** Number, area, smallest and largest party, what the code on it says. */
const ROOM: readonly (readonly [string, string, number, number, string])[] = [
  ["A1", "hall", 1, 2, "jn-a1-4f8k2m"],
  ["A2", "hall", 1, 2, "jn-a2-9c3x7p"],
  ["A3", "lake", 1, 2, "jn-a3-2h6v8r"],
  ["B1", "hall", 2, 4, "jn-b1-5t1w9d"],
  ["B2", "hall", 2, 4, "jn-b2-7n4q6z"],
  ["B3", "lake", 2, 4, "jn-b3-3k8y5g"],
  ["C1", "hall", 4, 8, "jn-c1-6r2j4s"],
  ["C2", "lake", 4, 8, "jn-c2-8m7b1u"],
  ["V1", "room", 4, 10, "jn-v1-1x9f3e"],
];

const demoTables: readonly DiningTable[] = ROOM.map(([tableNumber, areaId, minParty, maxParty, qrCode]) => ({
  ...{ _id: `tbl_demo${tableNumber.toLowerCase()}`, storeId: demoStore._id, tableNumber, areaId, minParty, maxParty },
  ...{ qrCode, orderId: "", revision: 0 },
}));

/** Inserts what of the demo's restaurant is missing; what is there stays as it is. */
export const seedDemo = async ({
  stores,
  dishes,
  tables,
}: Pick<RestaurantParts, "stores" | "dishes" | "tables">): Promise<void> => {
  if (!(await stores.exists({ _id: demoStore._id }))) await stores.insertMany([demoStore]);
  const hasDish = new Set((await dishes.find({}, { _id: 1 }).lean()).map(({ _id }) => _id));
  const missingDishes = demoDishes.filter(({ _id }) => !hasDish.has(_id));
  if (missingDishes.length > 0) await dishes.insertMany(missingDishes);
  const hasTable = new Set((await tables.find({}, { _id: 1 }).lean()).map(({ _id }) => _id));
  const missingTables = demoTables.filter(({ _id }) => !hasTable.has(_id));
  if (missingTables.length > 0) await tables.insertMany(missingTables);
};
