import type {
  Bill,
  BillShare,
  GetBillRequest,
  GiveDiscountRequest,
  PayShareRequest,
  RefundDishRequest,
  ReleaseShareRequest,
  SplitBillRequest,
  TakeCashRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type {
  AcknowledgeChangesRequest,
  BumpItemRequest,
  KitchenItem,
  ListKitchenItemsRequest,
  ListKitchenItemsResponse,
  RecallItemRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import type {
  DiningOrder,
  GetOrderRequest,
  OrderAheadRequest,
  PutLineRequest,
  SendOrderRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type {
  Board,
  CallTicketRequest,
  CancelTicketRequest,
  GetBoardRequest,
  GetTicketRequest,
  ListTicketsRequest,
  ListTicketsResponse,
  QueueTicket,
  RecallTicketRequest,
  SeatPartyRequest,
  SkipTicketRequest,
  TakeTicketRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type {
  Dish,
  GetMenuRequest,
  GetStoreRequest,
  Menu,
  PutQueueSettingsRequest,
  SetSoldOutRequest,
  Store,
} from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type {
  ClearTableRequest,
  ListTablesRequest,
  ListTablesResponse,
  OpenTableRequest,
  Table,
} from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import type { Route } from "../api/routes.ts";

const get = <Request, Answer>(name: string): Route<Request, Answer> => ({
  method: "GET",
  path: `/v1/restaurant/${name}`,
});
const post = <Request, Answer>(name: string): Route<Request, Answer> => ({
  method: "POST",
  path: `/v1/restaurant/${name}`,
});

/** Every call of the restaurant's pages: the rpc's name and the end of its path. */
export const dining = {
  getStore: get<GetStoreRequest, Store>("get-store"),
  getMenu: get<GetMenuRequest, Menu>("get-menu"),
  setSoldOut: post<SetSoldOutRequest, Dish>("set-sold-out"),
  takeTicket: post<TakeTicketRequest, QueueTicket>("take-ticket"),
  getTicket: get<GetTicketRequest, QueueTicket>("get-ticket"),
  cancelTicket: post<CancelTicketRequest, QueueTicket>("cancel-ticket"),
  listTickets: get<ListTicketsRequest, ListTicketsResponse>("list-tickets"),
  callTicket: post<CallTicketRequest, QueueTicket>("call-ticket"),
  skipTicket: post<SkipTicketRequest, QueueTicket>("skip-ticket"),
  recallTicket: post<RecallTicketRequest, QueueTicket>("recall-ticket"),
  seatParty: post<SeatPartyRequest, Table>("seat-party"),
  getBoard: get<GetBoardRequest, Board>("get-board"),
  listTables: get<ListTablesRequest, ListTablesResponse>("list-tables"),
  openTable: post<OpenTableRequest, DiningOrder>("open-table"),
  clearTable: post<ClearTableRequest, Table>("clear-table"),
  orderAhead: post<OrderAheadRequest, DiningOrder>("order-ahead"),
  getOrder: get<GetOrderRequest, DiningOrder>("get-order"),
  putLine: post<PutLineRequest, DiningOrder>("put-line"),
  sendOrder: post<SendOrderRequest, DiningOrder>("send-order"),
  listKitchenItems: get<ListKitchenItemsRequest, ListKitchenItemsResponse>("list-kitchen-items"),
  bumpItem: post<BumpItemRequest, KitchenItem>("bump-item"),
  recallItem: post<RecallItemRequest, KitchenItem>("recall-item"),
  acknowledgeChanges: post<AcknowledgeChangesRequest, KitchenItem>("acknowledge-changes"),
  getBill: get<GetBillRequest, Bill>("get-bill"),
  splitBill: post<SplitBillRequest, Bill>("split-bill"),
  payShare: post<PayShareRequest, BillShare>("pay-share"),
  takeCash: post<TakeCashRequest, BillShare>("take-cash"),
  releaseShare: post<ReleaseShareRequest, Bill>("release-share"),
  giveDiscount: post<GiveDiscountRequest, Bill>("give-discount"),
  refundDish: post<RefundDishRequest, Bill>("refund-dish"),
  putQueueSettings: post<PutQueueSettingsRequest, Store>("put-queue-settings"),
} as const;

/** The demonstration's restaurant, where the address names no other. */
const DEMO_STORE = "str_demorestaurant1";

/** The store that the diner's page is of: `?store=`. */
export const storeOfAddress = (): string => new URLSearchParams(location.search).get("store") ?? DEMO_STORE;

/** What somebody came for, as a service window's menu says: `?task=queue`, `order` or `bill`; empty without. */
export const taskOfAddress = (): string => new URLSearchParams(location.search).get("task") ?? "";

/** What happens in a restaurant, as live screens hear it. */
export const DINING_EVENTS = [
  "restaurant.order.changed",
  "restaurant.queue.changed",
  "restaurant.kitchen.changed",
  "restaurant.menu.changed",
  "restaurant.bill.paid",
] as const;
