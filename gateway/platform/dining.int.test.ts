/**
 * Goal: an evening at the restaurant over the platform's gRPC door, as a program of a partner would live it: queue, order ahead, kitchen, two diners on one
 * cart, the bill by person, the messages. Method: the platform as a process; every call is gRPC with the caller's own token.
 */
import { Client, credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServiceDefinition } from "../../kernel/contract/contract.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { ContentServiceDefinition } from "../../proto/gen/paywindow/content/v1/content.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { ShareState, SplitMode } from "../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { KitchenStage } from "../../proto/gen/paywindow/restaurant/v1/order.ts";
import { TicketState } from "../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { RestaurantServiceDefinition } from "../../proto/gen/paywindow/restaurant/v1/restaurant.ts";
import { type Caller, callOver, tokenOf, until } from "./testing/grpc-caller.ts";

const STORE = "str_demorestaurant1";
const PASSWORD = "280517";

let platform: Platform;
let channel: Client;
beforeAll(async () => {
  platform = await startPlatform();
  channel = new Client(platform.grpcAddress, credentials.createInsecure());
}, 60_000);
afterAll(async () => {
  channel?.close();
  await platform?.remove();
});

const over = <Definition extends ServiceDefinition>(definition: Definition, token: string) =>
  callOver(channel, definition, token);

test("R2, R3, R4, R10 over gRPC: from the ticket to the paid bill, two diners, one cart, a share each", async () => {
  const tokens = await Promise.all(
    ["shopper1", "shopper2", "waiter1", "cook1"].map((login) => tokenOf(channel, login)),
  );
  type Person = Caller<RestaurantServiceDefinition>;
  const people = tokens.map((token) => over(RestaurantServiceDefinition, token));
  const [one, other, waiter, cook] = people as [Person, Person, Person, Person];
  const ticketId = "tkt_overgrpc01";
  const location = { latitudeE6: 30_247_000, longitudeE6: 120_151_000 };
  const ticket = await one.takeTicket({ ticketId, storeId: STORE, partySize: 2, location });
  expect([ticket.ticketNumber, ticket.partiesAhead]).toEqual(["S001", 0]);
  const { orderId } = await one.orderAhead({ ticketId });
  await one.putLine({ orderId, lineId: "lin_overgrpc01", dishId: "dsh_demo0013", quantity: 1 });
  await waiter.callTicket({ ticketId, callNumber: 1 });
  const table = await waiter.seatParty({ tableId: "tbl_demoa1", ticketId });
  expect((await one.getTicket({ ticketId })).state).toBe(TicketState.TICKET_STATE_SEATED);
  const [item] = (await cook.listKitchenItems({ storeId: STORE })).items;
  await cook.bumpItem({ itemId: item!.itemId, fromStage: KitchenStage.KITCHEN_STAGE_NEW });
  await other.openTable({ qrCode: table.qrCode });
  const options = [{ groupId: "temperature", optionId: "iced" }];
  await other.putLine({ orderId, lineId: "lin_overgrpc02", dishId: "dsh_demo0018", options, quantity: 1 });
  const sent = await one.sendOrder({ orderId, lineIds: ["lin_overgrpc02"] });
  expect(sent.lines.map(({ addedByName, sendNumber }) => [addedByName, sendNumber])).toEqual([
    ["李**", 1],
    ["王**", 2],
  ]);
  const { shares } = await other.splitBill({
    orderId,
    splitId: "spl_overgrpc01",
    mode: SplitMode.SPLIT_MODE_BY_PERSON,
  });
  for (const [index, { shareId }] of shares.entries()) {
    const share = await [one, other][index]!.payShare({ shareId });
    const wallet = over(PaymentsServiceDefinition, tokens[index]!);
    await wallet.setPaymentPassword({ paymentPassword: PASSWORD });
    await wallet.confirmTrade({ tradeId: share.tradeId, paymentPassword: PASSWORD });
  }
  const bill = await until(
    () => waiter.getBill({ orderId }),
    ({ paid }) => paid,
  );
  expect([bill.paid, bill.paidAmount?.minorUnits]).toEqual([true, 4_400n]);
  expect(bill.shares.map(({ state }) => state)).toEqual([ShareState.SHARE_STATE_PAID, ShareState.SHARE_STATE_PAID]);
  await waiter.clearTable({ tableId: "tbl_demoa1", orderId });
  const content = over(ContentServiceDefinition, tokens[0]!);
  const told = await until(
    () => content.listMessages({ pageSize: 50 }),
    ({ messages }) => messages.some(({ title }) => title?.en === "The bill is paid"),
  );
  expect(told.messages.map(({ title }) => title?.en)).toEqual(
    expect.arrayContaining(["Your table is ready", "The bill is paid"]),
  );
}, 60_000);
