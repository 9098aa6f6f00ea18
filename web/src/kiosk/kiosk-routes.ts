import type {
  CancelVendOrderRequest,
  ChooseVendItemRequest,
  ConfirmVendedRequest,
  GetKioskRequest,
  GetVendOrderRequest,
  Kiosk,
  PayVendOrderRequest,
  ReportVendFailureRequest,
  StartVendRequest,
  VendOrder,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import type { Route } from "../api/routes.ts";

const get = <Request, Answer>(path: string): Route<Request, Answer> => ({ method: "GET", path });
const post = <Request>(path: string): Route<Request, VendOrder> => ({ method: "POST", path });

/** The calls of an unattended kiosk. */
export const kioskRoutes = {
  getKiosk: get<GetKioskRequest, Kiosk>("/v1/supermarket/get-kiosk"),
  chooseVendItem: post<ChooseVendItemRequest>("/v1/supermarket/choose-vend-item"),
  payVendOrder: post<PayVendOrderRequest>("/v1/supermarket/pay-vend-order"),
  getVendOrder: get<GetVendOrderRequest, VendOrder>("/v1/supermarket/get-vend-order"),
  cancelVendOrder: post<CancelVendOrderRequest>("/v1/supermarket/cancel-vend-order"),
  startVend: post<StartVendRequest>("/v1/supermarket/start-vend"),
  confirmVended: post<ConfirmVendedRequest>("/v1/supermarket/confirm-vended"),
  reportVendFailure: post<ReportVendFailureRequest>("/v1/supermarket/report-vend-failure"),
} as const;
