import type { JsonObject } from "../contract/parse-json.ts";

const diningStore = { storeId: "str_demorestaurant1" };
const queueTicket = { ticketId: "tkt_demo00000001" };
const diningOrder = { orderId: "ord_01JZ0000000000000000000000" };
const kitchenItem = { itemId: "kit_demo00000001" };

/** The examples of the restaurant's rpcs; see examples.ts. */
export const restaurantExamples: Readonly<Record<string, JsonObject>> = {
  "restaurant.getStore": diningStore,
  "restaurant.putQueueSettings": {
    ...diningStore,
    queue: {
      ...{ smallMax: 2, mediumMax: 4, largeMax: 8, remoteRadiusM: 3000, callAgainS: 180, holdS: 600, poolS: 1800 },
      ...{ nearParties: 3, usualMinutesPerParty: 12 },
    },
  },
  "restaurant.getMenu": diningStore,
  "restaurant.setSoldOut": { dishId: "dsh_demo0006", soldOut: true },
  "restaurant.takeTicket": {
    ...{ ticketId: "tkt_demo00000001", ...diningStore, partySize: 3 },
    location: { latitudeE6: 30246100, longitudeE6: 120150200 },
  },
  "restaurant.getTicket": diningStore,
  "restaurant.listTickets": diningStore,
  "restaurant.callTicket": { ...queueTicket, callNumber: 1 },
  "restaurant.skipTicket": queueTicket,
  "restaurant.recallTicket": queueTicket,
  "restaurant.cancelTicket": queueTicket,
  "restaurant.seatParty": { tableId: "tbl_demob1", ...queueTicket },
  "restaurant.getBoard": diningStore,
  "restaurant.listTables": diningStore,
  "restaurant.openTable": { qrCode: "jn-a1-4f8k2m", partySize: 2 },
  "restaurant.clearTable": { tableId: "tbl_demob1", ...diningOrder },
  "restaurant.mergeTables": { fromTableId: "tbl_demob1", intoTableId: "tbl_demob2" },
  "restaurant.orderAhead": queueTicket,
  "restaurant.getOrder": diningOrder,
  "restaurant.putLine": {
    ...{ ...diningOrder, lineId: "lin_demo00000001", dishId: "dsh_demo0007", quantity: 1, note: "少糖" },
    options: [{ groupId: "portion", optionId: "large" }],
  },
  "restaurant.sendOrder": { ...diningOrder, lineIds: ["lin_demo00000001"] },
  "restaurant.listKitchenItems": { ...diningStore, stationId: "hot" },
  "restaurant.bumpItem": { ...kitchenItem, fromStage: "KITCHEN_STAGE_NEW" },
  "restaurant.recallItem": { ...kitchenItem, fromStage: "KITCHEN_STAGE_READY" },
  "restaurant.acknowledgeChanges": { ...kitchenItem, seenChanges: 1 },
  "restaurant.getBill": diningOrder,
  "restaurant.splitBill": { ...diningOrder, splitId: "spl_demo00000001", mode: "SPLIT_MODE_EVENLY", count: 3 },
  "restaurant.payShare": { shareId: "shr_01JZ0000000000000000000000" },
  "restaurant.takeCash": {
    shareId: "shr_01JZ0000000000000000000000",
    receivedAmount: { minorUnits: "10000", currencyCode: "CNY" },
  },
  "restaurant.releaseShare": { shareId: "shr_01JZ0000000000000000000000" },
  "restaurant.giveDiscount": { ...diningOrder, discount: { minorUnits: "1000", currencyCode: "CNY" } },
  "restaurant.refundDish": { refundId: "rfn_demo00000001", lineId: "lin_demo00000001", quantity: 1 },
};
