import { BillShare, ShareState, SplitMode } from "../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { DiningOrder } from "../../proto/gen/paywindow/restaurant/v1/order.ts";
import { RestaurantServiceDefinition } from "../../proto/gen/paywindow/restaurant/v1/restaurant.ts";
import { restaurantReasons } from "../../verticals/restaurant/errors.ts";
import { aLine, aSplit, GREENS, type House, startHouse } from "../../verticals/restaurant/testing/start-restaurant.ts";
import type { FloorOf } from "./floor.ts";
import { type Ask, mayLose, type Race } from "./race.ts";

/** The demonstration's tables: what a phone scans, and a party that they take. */
const TABLES: readonly (readonly [qrCode: string, party: number])[] = [
  ...[["jn-a1-4f8k2m", 2] as const, ["jn-a2-9c3x7p", 2] as const, ["jn-a3-2h6v8r", 2] as const],
  ...[["jn-b1-5t1w9d", 4] as const, ["jn-b2-7n4q6z", 4] as const, ["jn-b3-3k8y5g", 4] as const],
  ...[["jn-c1-6r2j4s", 6] as const, ["jn-c2-8m7b1u", 6] as const, ["jn-v1-1x9f3e", 10] as const],
];
const PHONES = 10;
const LINES_PER_PHONE = 3;
/** A phone that heard no answer sends its line again. */
const SENDS = 2;
const PAYERS = 6;
const DISHES = 5;

const phonesOf = (qrCode: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `usr_${qrCode.replaceAll("-", "")}${index}`);

/** Every phone scans its table; the order that they share. */
const sitDown = async (house: House, [qrCode, partySize]: (typeof TABLES)[number], users: readonly string[]) => {
  let orderId = "";
  for (const user of users) ({ orderId } = await house.diner(user).openTable({ qrCode, partySize }));
  return orderId;
};

/** A house that is new in every round. */
const inNewHouse = (
  race: Pick<Race, "name" | "winners">,
  seat: (house: House) => Promise<{ asks: Ask[]; check(): Promise<readonly string[]> }>,
): Race => {
  let house: House | undefined;
  let look = async (): Promise<readonly string[]> => ["nobody came"];
  return {
    ...race,
    lineUp: async () => {
      await house?.stop();
      const opened = await startHouse();
      house = opened;
      const { asks, check } = await seat(opened);
      look = async () => [...(await check()), ...(await opened.verify())];
      return asks;
    },
    check: () => look(),
    stop: async () => house?.stop(),
  };
};

const allLines = TABLES.length * PHONES * LINES_PER_PHONE;

/** V20: ten phones put dishes into each table's one cart, each line sent twice: every line is there once. */
export const cartRace = (): Race =>
  inNewHouse({ name: "ten phones, one cart", winners: allLines * SENDS }, async (house) => {
    const asks: Ask[] = [];
    const orders: string[] = [];
    for (const table of TABLES) {
      const users = phonesOf(table[0], PHONES);
      const orderId = await sitDown(house, table, users);
      orders.push(orderId);
      const lines = users.flatMap((user) =>
        Array.from({ length: LINES_PER_PHONE }, () => ({ user, line: aLine(orderId, GREENS) })),
      );
      for (let send = 0; send < SENDS; send++)
        for (const { user, line } of lines)
          asks.push(() =>
            house
              .diner(user)
              .putLine(line)
              .then(() => true),
          );
    }
    const check = async () => {
      const seen = await Promise.all(orders.map((orderId) => house.waiter.getOrder({ orderId })));
      const wrong = seen.filter(({ lines }) => lines.length !== PHONES * LINES_PER_PHONE);
      return wrong.map(({ lines }) => `a cart has ${lines.length} lines`);
    };
    return { asks, check };
  });

/** A line that is put into the cart touches the order, and an event tells of it. A line that is there already is found. */
export const CART_FLOOR: FloorOf<RestaurantServiceDefinition> = {
  ...{ definition: RestaurantServiceDefinition, rpc: "putLine" },
  request: aLine("ord_floor0001"),
  answer: DiningOrder.create(),
  lost: () => restaurantReasons.error("CART_FULL"),
  ...{ crowd: allLines * SENDS, winners: allLines * SENDS, rows: [3] },
};

const splitInSix = async (
  house: House,
  table: (typeof TABLES)[number],
  users: readonly string[],
): Promise<string[]> => {
  const orderId = await sitDown(house, table, users);
  const host = house.diner(users[0] ?? "");
  const line = aLine(orderId, GREENS, { quantity: DISHES });
  await host.putLine(line);
  await host.sendOrder({ orderId, lineIds: [line.lineId] });
  await host.splitBill(aSplit(orderId, SplitMode.SPLIT_MODE_EVENLY, { count: PAYERS }));
  return [orderId];
};

/** V22: six payers reach for every one of six shares at the same time: each share has one payer, and the shares are the bill. */
export const billRace = (): Race =>
  inNewHouse({ name: "six payers, one bill", winners: TABLES.length * PAYERS }, async (house) => {
    const asks: Ask[] = [];
    const orders: string[] = [];
    for (const table of TABLES) {
      const users = phonesOf(table[0], PAYERS);
      const [orderId = ""] = await splitInSix(house, table, users);
      orders.push(orderId);
      const { shares } = await house.waiter.getBill({ orderId });
      for (const { shareId } of shares)
        for (const user of users) asks.push(() => mayLose(house.diner(user).payShare({ shareId }), "SHARE_TAKEN"));
    }
    const check = async () => {
      const bills = await Promise.all(orders.map((orderId) => house.waiter.getBill({ orderId })));
      return bills.flatMap(({ shares, total }) => {
        const sum = shares.reduce((fen, { amount }) => fen + (amount?.minorUnits ?? 0n), 0n);
        const taken = shares.filter(({ state }) => state === ShareState.SHARE_STATE_PAYING).length;
        const isRight = taken === PAYERS && sum === total?.minorUnits;
        return isRight ? [] : [`${taken} shares are taken, of ${sum} on a bill of ${total?.minorUnits}`];
      });
    };
    return { asks, check };
  });

/** A share that is taken touches its order, and an event tells of it; payments writes a trade; the share learns its number. */
export const BILL_FLOOR: FloorOf<RestaurantServiceDefinition> = {
  ...{ definition: RestaurantServiceDefinition, rpc: "payShare" },
  request: { shareId: "shr_floor0001" },
  answer: BillShare.create(),
  lost: () => restaurantReasons.error("SHARE_TAKEN"),
  ...{ crowd: TABLES.length * PAYERS * PAYERS, winners: TABLES.length * PAYERS, rows: [3, 1, 1] },
};
