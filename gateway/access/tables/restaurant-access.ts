import { type AccessRow, allow, on, ownedAsServiceKnows, staff, users } from "../grant.ts";
import { office } from "./roles.ts";

/** Who serves the tables. */
const floor = staff("waiter", "manager");
/** Who stands at a screen of the restaurant: floor and kitchen. */
const house = staff("waiter", "cook", "manager");

const ofHouse = (field: string): AccessRow => [allow(house, ownedAsServiceKnows(field))];
const ofFloor = (field: string): AccessRow => [allow(floor, ownedAsServiceKnows(field))];
const ofOffice = (field: string): AccessRow => [allow(office, ownedAsServiceKnows(field))];
/** The diners of an order, and who serves them. */
const ofTable = (field: string): AccessRow => [
  allow(users(), ownedAsServiceKnows(field)),
  allow(floor, ownedAsServiceKnows(field)),
];

/** Who may call the rpcs of restaurant. */
export const restaurantAccess: Readonly<Record<string, AccessRow>> = {
  "restaurant.getStore": [allow(users()), allow(house, on("storeId", "site"))],
  "restaurant.putQueueSettings": [allow(office, on("storeId", "site"))],
  "restaurant.getMenu": [allow(users()), allow(house, on("storeId", "site"))],
  "restaurant.setSoldOut": ofHouse("dishId"),
  "restaurant.takeTicket": [allow(users()), allow(floor, on("storeId", "site"))],
  "restaurant.getTicket": ofTable("ticketId"),
  "restaurant.listTickets": [allow(floor, on("storeId", "site"))],
  "restaurant.callTicket": ofFloor("ticketId"),
  "restaurant.skipTicket": ofFloor("ticketId"),
  "restaurant.recallTicket": ofFloor("ticketId"),
  "restaurant.cancelTicket": ofTable("ticketId"),
  "restaurant.seatParty": ofFloor("tableId"),
  "restaurant.getBoard": [allow(house, on("storeId", "site"))],
  "restaurant.listTables": [allow(floor, on("storeId", "site"))],
  "restaurant.openTable": [allow(users())],
  "restaurant.clearTable": ofFloor("tableId"),
  "restaurant.mergeTables": [allow(floor, ownedAsServiceKnows("fromTableId"), ownedAsServiceKnows("intoTableId"))],
  "restaurant.orderAhead": [allow(users(), ownedAsServiceKnows("ticketId"))],
  "restaurant.getOrder": ofTable("orderId"),
  "restaurant.putLine": ofTable("orderId"),
  "restaurant.sendOrder": ofTable("orderId"),
  "restaurant.listKitchenItems": [allow(house, on("storeId", "site"))],
  "restaurant.bumpItem": ofHouse("itemId"),
  "restaurant.recallItem": ofHouse("itemId"),
  "restaurant.acknowledgeChanges": ofHouse("itemId"),
  "restaurant.getBill": ofTable("orderId"),
  "restaurant.splitBill": ofTable("orderId"),
  "restaurant.payShare": [allow(users(), ownedAsServiceKnows("shareId"))],
  "restaurant.takeCash": ofFloor("shareId"),
  "restaurant.releaseShare": ofTable("shareId"),
  "restaurant.giveDiscount": ofOffice("orderId"),
  "restaurant.refundDish": ofOffice("lineId"),
};
