import type { Dice } from "../simulate/dice.ts";
import { confirmTrade, type Person, readMessage } from "./people.ts";
import { linger, type World, waitFor } from "./world.ts";

const MERCHANT = "mer_demorestaurant";
const STORE = "str_demorestaurant1";
/** A street away. */
const NEAR = { latitudeE6: 30_246_500, longitudeE6: 120_150_500 };
/** Dishes without choices: greens, aster with tofu, buns, rice cake. */
const DISHES = ["dsh_demo0013", "dsh_demo0002", "dsh_demo0015", "dsh_demo0016"];

interface Money {
  readonly minorUnits?: string;
}

interface Order {
  readonly orderId: string;
  readonly state: string;
  readonly tableNumbers?: readonly string[];
  readonly lines?: readonly { readonly state: string; readonly stage?: string }[];
}

interface Share {
  readonly shareId: string;
  readonly state: string;
  readonly tradeId?: string;
  readonly amount: Money;
  readonly personId?: string;
}

interface Bill {
  readonly paid?: boolean;
  readonly shares?: readonly Share[];
}

/** What each table says to the phone that scans it, by its number. */
export type TableCodes = ReadonlyMap<string, string>;

const order = async ({ visitor }: Person, orderId: string, dice: Dice): Promise<string> => {
  const lineId = visitor.newId("lin");
  const line = { orderId, lineId, dishId: dice.pick(DISHES), baseVersion: 0, quantity: dice.between(1, 2) };
  await visitor.post("put a dish into the cart", "/v1/restaurant/put-line", line);
  return lineId;
};

const getOrder = ({ visitor }: Person, orderId: string): Promise<Order> =>
  visitor.get<Order>("look at the order", `/v1/restaurant/get-order?orderId=${orderId}`);

/** Takes a ticket from a street away and orders ahead; the order's id. */
const queueUp = async (host: Person, partySize: number, dice: Dice): Promise<string> => {
  const { visitor } = host;
  const ticketId = visitor.newId("tkt");
  const take = { ticketId, storeId: STORE, partySize, location: NEAR };
  await visitor.post("take a ticket", "/v1/restaurant/take-ticket", take);
  host.note("ticket");
  const { orderId } = await visitor.post<Order>("order ahead", "/v1/restaurant/order-ahead", { ticketId });
  await order(host, orderId, dice);
  return orderId;
};

/** Every phone of the party scans the table, and puts its own dishes into the one cart; the host sends it. */
const orderTogether = async (
  world: World,
  party: readonly Person[],
  orderId: string,
  codes: TableCodes,
  dice: Dice,
) => {
  const [host] = party as [Person];
  const { tableNumbers = [] } = await waitFor(world, "be seated", async () => {
    const seen = await getOrder(host, orderId);
    return seen.state === "ORDER_STATE_OPEN" ? seen : undefined;
  });
  await readMessage(world, host, MERCHANT, "到您了");
  host.note("seated");
  const qrCode = codes.get(tableNumbers[0] ?? "");
  for (const { visitor } of party)
    await visitor.post("scan the table", "/v1/restaurant/open-table", { qrCode, partySize: party.length });
  const lineIds = await Promise.all(party.map((person) => order(person, orderId, dice)));
  await linger(world, dice);
  await host.visitor.post("send the order", "/v1/restaurant/send-order", { orderId, lineIds });
};

const eat = (world: World, host: Person, orderId: string): Promise<unknown> =>
  waitFor(world, "be served", async () => {
    const { lines = [] } = await getOrder(host, orderId);
    const sent = lines.filter(({ state }) => state === "LINE_STATE_SENT");
    return sent.every(({ stage }) => stage === "KITCHEN_STAGE_SERVED") ? true : undefined;
  });

const payShare = async (payer: Person, { shareId, amount }: Share): Promise<void> => {
  const { tradeId = "" } = await payer.visitor.post<Share>("take a share", "/v1/restaurant/pay-share", { shareId });
  await confirmTrade(payer, tradeId);
  payer.note("meal", Number(amount.minorUnits));
};

/** The bill in shares: of each person's dishes, or evenly; each phone pays one. */
const payTogether = async (world: World, party: readonly Person[], orderId: string, dice: Dice): Promise<void> => {
  const [host] = party as [Person];
  const evenly = { mode: "SPLIT_MODE_EVENLY", count: party.length };
  const how = party.length > 1 && dice.chance(0.5) ? evenly : { mode: "SPLIT_MODE_BY_PERSON" };
  const split = { orderId, splitId: host.visitor.newId("spl"), ...how };
  const { shares = [] } = await host.visitor.post<Bill>("split the bill", "/v1/restaurant/split-bill", split);
  for (const [index, share] of shares.entries()) await payShare(party[index % party.length] ?? host, share);
  await waitFor(world, "have paid the bill", async () => {
    const path = `/v1/restaurant/get-bill?orderId=${orderId}`;
    return (await host.visitor.get<Bill>("look at the bill", path)).paid ? true : undefined;
  });
  await readMessage(world, host, MERCHANT, "账单已付清");
};

/** A ticket, dishes ordered ahead, a table, one cart of several phones, the meal, a bill in shares. */
export const goDining = async (
  world: World,
  party: readonly Person[],
  codes: TableCodes,
  dice: Dice,
): Promise<void> => {
  const [host] = party as [Person];
  const orderId = await queueUp(host, party.length, dice);
  await orderTogether(world, party, orderId, codes, dice);
  await eat(world, host, orderId);
  await linger(world, dice);
  await payTogether(world, party, orderId, dice);
};
