import type {
  Follow,
  FollowWindowRequest,
  UnfollowWindowRequest,
} from "../../../proto/gen/paywindow/content/v1/content.ts";
import type {
  GetUnreadCountRequest,
  GetUnreadCountResponse,
  ListMessagesRequest,
  ListMessagesResponse,
  MarkReadRequest,
  MarkReadResponse,
  SendToWindowRequest,
  SendToWindowResponse,
} from "../../../proto/gen/paywindow/content/v1/message.ts";
import type {
  GetWindowRequest,
  ListWindowsRequest,
  ListWindowsResponse,
  Window,
} from "../../../proto/gen/paywindow/content/v1/window.ts";
import type {
  ListDemoPersonasRequest,
  ListDemoPersonasResponse,
  RefreshSessionRequest,
  Session,
  SignInRequest,
  SignOutRequest,
  SignOutResponse,
} from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type {
  ListPhoneMessagesRequest,
  ListPhoneMessagesResponse,
  RegisterUserRequest,
  RequestPhoneCodeRequest,
  RequestPhoneCodeResponse,
} from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { CheckInTillRequest, TillTerms } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import type {
  ConfirmTradeRequest,
  CreateTradeRequest,
  GetStaticQrRequest,
  GetWalletRequest,
  IssuePaymentCodeRequest,
  IssuePaymentCodeResponse,
  ListTradesRequest,
  ListTradesResponse,
  ListWaitingTradesRequest,
  ListWaitingTradesResponse,
  ListWalletTradesRequest,
  ListWalletTradesResponse,
  OpenQrCodeRequest,
  PayStaticQrRequest,
  PayTradeRequest,
  QueryTradeRequest,
  RegisterDeviceRequest,
  RegisterDeviceResponse,
  ReverseTradeRequest,
  ReverseTradeResponse,
  StaticQr,
  Trade,
  Wallet,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { RecordTenderRequest } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import type {
  BillVoucher,
  GetBillVoucherRequest,
  ListBillsRequest,
  ListBillsResponse,
  ListDevicesRequest,
  ListDevicesResponse,
  RemoveDeviceRequest,
  RemoveDeviceResponse,
  SetPaymentPasswordRequest,
  SetPaymentPasswordResponse,
  Transfer,
  TransferMoneyRequest,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type {
  Basket,
  CheckOutBasketRequest,
  FindItemRequest,
  GetBasketRequest,
  GetReceiptRequest,
  Item,
  ListItemsRequest,
  ListItemsResponse,
  PutBasketRequest,
  Receipt,
  UploadOfflineSaleRequest,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "./json.ts";

/** A method of a contract as the HTTP door offers it. Request and Answer are types only. */
export interface Route<Request, Answer> {
  method: "GET" | "POST";
  path: string;
  /** Never set: it carries the types. */
  types?: { request: Json<Request>; answer: Json<Answer> };
}

const get = <Request, Answer>(path: string): Route<Request, Answer> => ({ method: "GET", path });
const post = <Request, Answer>(path: string): Route<Request, Answer> => ({ method: "POST", path });

/** Every call that the pages make: the rpc's name and its path from the google.api.http option. */
export const routes = {
  listDemoPersonas: get<ListDemoPersonasRequest, ListDemoPersonasResponse>("/v1/identity/list-demo-personas"),
  signIn: post<SignInRequest, Session>("/v1/identity/sign-in"),
  refreshSession: post<RefreshSessionRequest, Session>("/v1/identity/refresh-session"),
  signOut: post<SignOutRequest, SignOutResponse>("/v1/identity/sign-out"),

  requestPhoneCode: post<RequestPhoneCodeRequest, RequestPhoneCodeResponse>("/v1/identity/request-phone-code"),
  registerUser: post<RegisterUserRequest, Session>("/v1/identity/register-user"),
  listPhoneMessages: get<ListPhoneMessagesRequest, ListPhoneMessagesResponse>("/v1/identity/list-phone-messages"),

  registerDevice: post<RegisterDeviceRequest, RegisterDeviceResponse>("/v1/payments/register-device"),
  issuePaymentCode: post<IssuePaymentCodeRequest, IssuePaymentCodeResponse>("/v1/payments/issue-payment-code"),
  getWallet: get<GetWalletRequest, Wallet>("/v1/payments/get-wallet"),
  setPaymentPassword: post<SetPaymentPasswordRequest, SetPaymentPasswordResponse>("/v1/payments/set-payment-password"),
  listWaitingTrades: get<ListWaitingTradesRequest, ListWaitingTradesResponse>("/v1/payments/list-waiting-trades"),
  transferMoney: post<TransferMoneyRequest, Transfer>("/v1/payments/transfer-money"),
  listBills: post<ListBillsRequest, ListBillsResponse>("/v1/payments/list-bills"),
  getBillVoucher: get<GetBillVoucherRequest, BillVoucher>("/v1/payments/get-bill-voucher"),
  listDevices: get<ListDevicesRequest, ListDevicesResponse>("/v1/payments/list-devices"),
  removeDevice: post<RemoveDeviceRequest, RemoveDeviceResponse>("/v1/payments/remove-device"),
  listWalletTrades: get<ListWalletTradesRequest, ListWalletTradesResponse>("/v1/payments/list-wallet-trades"),

  openQrCode: post<OpenQrCodeRequest, Trade>("/v1/payments/open-qr-code"),
  confirmTrade: post<ConfirmTradeRequest, Trade>("/v1/payments/confirm-trade"),
  payStaticQr: post<PayStaticQrRequest, Trade>("/v1/payments/pay-static-qr"),

  createTrade: post<CreateTradeRequest, Trade>("/v1/payments/create-trade"),
  payTrade: post<PayTradeRequest, Trade>("/v1/payments/pay-trade"),
  checkInTill: post<CheckInTillRequest, TillTerms>("/v1/payments/check-in-till"),
  recordTender: post<RecordTenderRequest, Trade>("/v1/payments/record-tender"),
  listTrades: get<ListTradesRequest, ListTradesResponse>("/v1/payments/list-trades"),
  queryTrade: get<QueryTradeRequest, Trade>("/v1/payments/query-trade"),
  reverseTrade: post<ReverseTradeRequest, ReverseTradeResponse>("/v1/payments/reverse-trade"),
  getStaticQr: post<GetStaticQrRequest, StaticQr>("/v1/payments/get-static-qr"),

  findItem: get<FindItemRequest, Item>("/v1/supermarket/find-item"),
  listItems: get<ListItemsRequest, ListItemsResponse>("/v1/supermarket/list-items"),
  putBasket: post<PutBasketRequest, Basket>("/v1/supermarket/put-basket"),
  getBasket: get<GetBasketRequest, Basket>("/v1/supermarket/get-basket"),
  checkOutBasket: post<CheckOutBasketRequest, Receipt>("/v1/supermarket/check-out-basket"),
  uploadOfflineSale: post<UploadOfflineSaleRequest, Receipt>("/v1/supermarket/upload-offline-sale"),
  getReceipt: get<GetReceiptRequest, Receipt>("/v1/supermarket/get-receipt"),

  listWindows: get<ListWindowsRequest, ListWindowsResponse>("/v1/content/list-windows"),
  getWindow: get<GetWindowRequest, Window>("/v1/content/get-window"),
  followWindow: post<FollowWindowRequest, Follow>("/v1/content/follow-window"),
  unfollowWindow: post<UnfollowWindowRequest, Follow>("/v1/content/unfollow-window"),
  sendToWindow: post<SendToWindowRequest, SendToWindowResponse>("/v1/content/send-to-window"),
  listMessages: get<ListMessagesRequest, ListMessagesResponse>("/v1/content/list-messages"),
  markRead: post<MarkReadRequest, MarkReadResponse>("/v1/content/mark-read"),
  getUnreadCount: get<GetUnreadCountRequest, GetUnreadCountResponse>("/v1/content/get-unread-count"),

  /** Not of a contract: the HTTP door's own, for EventSource, which can send no headers. */
  createLiveTicket: post<Record<string, never>, { ticket: string }>("/v1/live-ticket"),
} as const;
