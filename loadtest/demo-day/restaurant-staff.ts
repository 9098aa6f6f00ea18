import type { TableCodes } from "./diner.ts";
import type { Visitor } from "./visitor.ts";
import { rest, type World } from "./world.ts";

const STORE = "str_demorestaurant1";
const ROUND_MS = 250;

interface Ticket {
  readonly ticketId: string;
  readonly state: string;
  readonly partySize: number;
  readonly callCount?: number;
}

interface Table {
  readonly tableId: string;
  readonly tableNumber: string;
  readonly state: string;
  readonly minParty: number;
  readonly maxParty: number;
  readonly orderId?: string;
  readonly qrCode: string;
}

interface KitchenItem {
  readonly itemId: string;
  readonly stage: string;
  readonly changeCount?: number;
}

const readTables = async (waiter: Visitor): Promise<readonly Table[]> =>
  (await waiter.get<{ tables: Table[] }>("look at the tables", `/v1/restaurant/list-tables?storeId=${STORE}`)).tables;

/** What the tables' codes say. */
export const readTableCodes = async (waiter: Visitor): Promise<TableCodes> =>
  new Map((await readTables(waiter)).map(({ tableNumber, qrCode }) => [tableNumber, qrCode]));

const clearPaid = async (waiter: Visitor, tables: readonly Table[]): Promise<void> => {
  for (const { tableId, orderId } of tables) {
    if (!orderId) continue;
    const path = `/v1/restaurant/get-order?orderId=${orderId}`;
    const { state } = await waiter.get<{ state: string }>("look at a table's order", path);
    if (state === "ORDER_STATE_PAID")
      await waiter.post("clear a table", "/v1/restaurant/clear-table", { tableId, orderId });
  }
};

const seat = async (waiter: Visitor, { ticketId, callCount = 0 }: Ticket, { tableId }: Table): Promise<void> => {
  // A visitor who gave the ticket up meanwhile is not waited for.
  const gone = ["TICKET_NOT_LIVE", "CALL_OUT_OF_TURN", "TABLE_OCCUPIED"];
  if (callCount === 0)
    await waiter.attempt("call a party", "/v1/restaurant/call-ticket", { ticketId, callNumber: 1 }, gone);
  await waiter.attempt("seat a party", "/v1/restaurant/seat-party", { tableId, ticketId }, gone);
};

const seatWaiting = async (waiter: Visitor, tables: readonly Table[]): Promise<void> => {
  const path = `/v1/restaurant/list-tickets?storeId=${STORE}`;
  const { tickets = [] } = await waiter.get<{ tickets?: Ticket[] }>("look at the queue", path);
  const free = tables.filter(({ state }) => state === "TABLE_STATE_FREE");
  for (const ticket of tickets) {
    const fits = free.findIndex((one) => one.minParty <= ticket.partySize && ticket.partySize <= one.maxParty);
    const [table] = fits < 0 ? [] : free.splice(fits, 1);
    if (table) await seat(waiter, ticket, table);
  }
};

/** The waiter calls and seats whoever waits, and clears the tables of those who have paid, until told to stop. */
export const serveTables = async (world: World, waiter: Visitor, until: AbortSignal): Promise<void> => {
  while (!until.aborted) {
    await clearPaid(waiter, await readTables(waiter));
    await seatWaiting(waiter, await readTables(waiter));
    await rest(world, ROUND_MS);
  }
  await clearPaid(waiter, await readTables(waiter));
};

const MOVING = ["KITCHEN_STAGE_NEW", "KITCHEN_STAGE_PREPARING", "KITCHEN_STAGE_READY"];

/** The cook moves every dish on, one stage a round, until told to stop. */
export const cookDishes = async (world: World, cook: Visitor, until: AbortSignal): Promise<void> => {
  const path = `/v1/restaurant/list-kitchen-items?storeId=${STORE}`;
  while (!until.aborted) {
    const { items = [] } = await cook.get<{ items?: KitchenItem[] }>("look at the kitchen", path);
    for (const { itemId, stage } of items)
      if (MOVING.includes(stage))
        await cook.attempt("bump a dish", "/v1/restaurant/bump-item", { itemId, fromStage: stage }, ["STAGE_CHANGED"]);
    await rest(world, ROUND_MS);
  }
};
