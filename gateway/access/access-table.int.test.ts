/** Default deny, row by row. Method: every route, as every role, on own and on foreign resources, through both doors of the real gateway; the expectations stand here, not in the table. */

import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../kernel/auth/caller.ts";
import { actionNameOf, type MethodDefinition } from "../../kernel/contract/contract.ts";
import type { ReasonError } from "../../kernel/errors/reason.ts";
import { type Route, readContracts } from "../contract/read-contracts.ts";
import { allDefinitions } from "../testing/stub-node.ts";
import { type Persona, startTestGateway, type TestGateway } from "../testing/test-gateway.ts";
import { accessTable } from "./access-table.ts";
import { authorize } from "./authorize.ts";

const own = { merchantId: "mer_demomarket", storeId: "str_demomarket1" };
const foreign = { merchantId: "mer_othermarket", storeId: "str_othermarket1" };
const { routes, registry } = readContracts(allDefinitions);

/** Who gets through with which resource: the request's part that names it, by action. */
const ANYONE = { open: true } as const;
const USERS = { user: {} } as const;
const OPERATORS = { operator: {} } as const;
const TILL_AT_STORE = { till: own, foreign } as const;
const TILL_OF_MERCHANT = {
  till: { merchantId: own.merchantId },
  foreign: { merchantId: foreign.merchantId },
} as const;
const OFFICE_OF_MERCHANT = { ...TILL_OF_MERCHANT, managerOnly: true } as const;
const TILL_BY_ID = { till: { basketId: "bsk_12345678" } } as const;
const TILL_AT_SHELF = { till: { storeId: own.storeId }, foreign: { storeId: foreign.storeId } } as const;

interface Expectation {
  readonly open?: boolean;
  readonly user?: object;
  /** Wallet users get through with what staff name. */
  readonly usersToo?: boolean;
  readonly till?: object;
  readonly managerOnly?: boolean;
  /** The platform's own staff get through with this. */
  readonly operator?: object;
  /** A merchant's own app gets through, at every store of the merchant. */
  readonly app?: boolean;
  readonly foreign?: object;
}

/** Rows of restaurant and hospital: of those who stand here, the manager alone; waiters, cooks, doctors and nurses are asked in tables/*-access.test.ts. */
const DINING_SITE = { ...TILL_AT_SHELF, managerOnly: true } as const;
const byManager = (field: string): Expectation => ({ till: { [field]: "xxx_12345678" }, managerOnly: true });

const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  "identity.signIn": ANYONE,
  "identity.requestPhoneCode": ANYONE,
  "identity.registerUser": ANYONE,
  "identity.redeemPhoneCode": {},
  "identity.listPhoneMessages": ANYONE,
  "identity.refreshSession": ANYONE,
  "identity.signOut": ANYONE,
  "identity.getVerificationKeys": ANYONE,
  "identity.listDemoPersonas": ANYONE,
  "identity.createApp": { ...TILL_AT_STORE, managerOnly: true, operator: own },
  "identity.updateApp": { ...TILL_OF_MERCHANT, managerOnly: true, operator: { merchantId: own.merchantId } },
  "identity.getApp": {},
  "identity.issueAppAuthCode": { ...TILL_AT_STORE, managerOnly: true },
  "identity.exchangeAppAuthToken": {},
  "identity.queryAppAuthToken": {},
  "payments.registerDevice": USERS,
  "payments.issuePaymentCode": USERS,
  "payments.getWallet": USERS,
  "payments.setPaymentPassword": USERS,
  "payments.changePaymentPassword": USERS,
  "payments.setPasswordFreeLimit": USERS,
  "payments.listDevices": USERS,
  "payments.removeDevice": USERS,
  "payments.transferMoney": USERS,
  "payments.setWalletState": OPERATORS,
  "payments.openCreditLine": OPERATORS,
  "payments.getCreditLine": USERS,
  "payments.repayCredit": USERS,
  "payments.submitRealName": USERS,
  "payments.getRealName": USERS,
  "payments.bindCard": USERS,
  "payments.listCards": USERS,
  "payments.removeCard": USERS,
  "payments.setFundingOrder": USERS,
  "payments.listBills": USERS,
  "payments.getBillVoucher": { user: { billId: "trd_1234" } },
  "payments.listWalletTrades": USERS,
  "payments.createTrade": { ...TILL_AT_STORE, app: true },
  "payments.payTrade": { ...TILL_AT_STORE, app: true },
  "payments.authorizeTrade": TILL_AT_STORE,
  "payments.captureTrade": TILL_OF_MERCHANT,
  "payments.queryTrade": { ...TILL_OF_MERCHANT, user: { tradeId: "trd_1234" }, app: true },
  "payments.listTrades": { ...TILL_OF_MERCHANT, app: true },
  "payments.closeTrade": { ...TILL_OF_MERCHANT, app: true },
  "payments.refundTrade": { ...TILL_OF_MERCHANT, managerOnly: true, app: true },
  "payments.resendNotify": { ...TILL_OF_MERCHANT, managerOnly: true, app: true },
  "payments.queryRefund": { ...TILL_OF_MERCHANT, app: true },
  "payments.reverseTrade": { ...TILL_OF_MERCHANT, app: true },
  "payments.openQrCode": USERS,
  "payments.confirmTrade": USERS,
  "payments.payStaticQr": USERS,
  "payments.getStaticQr": { ...TILL_AT_STORE, app: true },
  "payments.listWaitingTrades": USERS,
  "payments.recordTender": { ...TILL_AT_STORE, app: true },
  "payments.checkInTill": TILL_AT_STORE,
  "payments.payOfflineTrade": TILL_AT_STORE,
  "payments.createMerchant": OPERATORS,
  "payments.getMerchantContract": { ...TILL_OF_MERCHANT, managerOnly: true, operator: { merchantId: own.merchantId } },
  "payments.setMerchantContract": OPERATORS,
  "payments.suspendMerchant": OPERATORS,
  "payments.resumeMerchant": OPERATORS,
  "payments.putRiskRule": OPERATORS,
  "payments.listRiskRules": OPERATORS,
  "payments.addSandboxUser": OPERATORS,
  "payments.issueSandboxCode": OPERATORS,
  "payments.confirmSandboxTrade": OPERATORS,
  "payments.getTradeNet": OPERATORS,
  "payments.receiveChannelNotice": {},
  "outside.createOutsideAccount": OPERATORS,
  "outside.issueOutsideCode": OPERATORS,
  "outside.issueTestCard": OPERATORS,
  "outside.confirmOutsideOrder": OPERATORS,
  "outside.setFaults": OPERATORS,
  "outside.getOutsideOrder": OPERATORS,
  "outside.getStatement": OPERATORS,
  "supermarket.findItem": TILL_AT_SHELF,
  "supermarket.listItems": TILL_AT_SHELF,
  "supermarket.putBasket": TILL_AT_SHELF,
  "supermarket.getBasket": TILL_BY_ID,
  "supermarket.voidBasket": TILL_BY_ID,
  "supermarket.checkOutBasket": TILL_BY_ID,
  "supermarket.uploadOfflineSale": TILL_AT_SHELF,
  "supermarket.getReceipt": TILL_BY_ID,
  "supermarket.setUpKiosk": DINING_SITE,
  "supermarket.getKiosk": {},
  "supermarket.chooseVendItem": {},
  "supermarket.payVendOrder": {},
  "supermarket.getVendOrder": {},
  "supermarket.cancelVendOrder": {},
  "supermarket.startVend": {},
  "supermarket.confirmVended": {},
  "supermarket.reportVendFailure": {},
  "restaurant.getStore": { ...DINING_SITE, usersToo: true },
  "restaurant.putQueueSettings": DINING_SITE,
  "restaurant.getMenu": { ...DINING_SITE, usersToo: true },
  "restaurant.setSoldOut": byManager("dishId"),
  "restaurant.takeTicket": { ...DINING_SITE, usersToo: true },
  "restaurant.getTicket": { ...byManager("ticketId"), usersToo: true },
  "restaurant.listTickets": DINING_SITE,
  "restaurant.callTicket": byManager("ticketId"),
  "restaurant.skipTicket": byManager("ticketId"),
  "restaurant.recallTicket": byManager("ticketId"),
  "restaurant.cancelTicket": { ...byManager("ticketId"), usersToo: true },
  "restaurant.seatParty": byManager("tableId"),
  "restaurant.getBoard": DINING_SITE,
  "restaurant.listTables": DINING_SITE,
  "restaurant.openTable": USERS,
  "restaurant.clearTable": byManager("tableId"),
  "restaurant.mergeTables": byManager("fromTableId"),
  "restaurant.orderAhead": USERS,
  "restaurant.getOrder": { ...byManager("orderId"), usersToo: true },
  "restaurant.putLine": { ...byManager("orderId"), usersToo: true },
  "restaurant.sendOrder": { ...byManager("orderId"), usersToo: true },
  "restaurant.listKitchenItems": DINING_SITE,
  "restaurant.bumpItem": byManager("itemId"),
  "restaurant.recallItem": byManager("itemId"),
  "restaurant.acknowledgeChanges": byManager("itemId"),
  "restaurant.getBill": { ...byManager("orderId"), usersToo: true },
  "restaurant.splitBill": { ...byManager("orderId"), usersToo: true },
  "restaurant.payShare": USERS,
  "restaurant.takeCash": byManager("shareId"),
  "restaurant.releaseShare": { ...byManager("shareId"), usersToo: true },
  "restaurant.giveDiscount": byManager("orderId"),
  "restaurant.refundDish": byManager("lineId"),
  "hospital.bindPatient": USERS,
  "hospital.listPatients": USERS,
  "hospital.unbindPatient": USERS,
  "hospital.readPatientRecord": byManager("patientId"),
  "hospital.listRecordReads": OFFICE_OF_MERCHANT,
  "hospital.listDepartments": { till: {}, managerOnly: true, usersToo: true },
  "hospital.listDoctors": { till: {}, managerOnly: true, usersToo: true },
  "hospital.listSlots": { till: {}, managerOnly: true, usersToo: true },
  "hospital.holdSlot": USERS,
  "hospital.payFee": USERS,
  "hospital.cancelAppointment": USERS,
  "hospital.getAppointment": USERS,
  "hospital.listAppointments": USERS,
  "hospital.listDayAppointments": DINING_SITE,
  "hospital.listSchedules": DINING_SITE,
  "hospital.stopSchedule": byManager("scheduleId"),
  "hospital.rateVisit": USERS,
  "hospital.checkIn": { ...byManager("appointmentId"), usersToo: true },
  "hospital.getWaiting": USERS,
  "hospital.getDoctorQueue": {},
  "hospital.callNext": {},
  "hospital.recallPatient": {},
  "hospital.passPatient": {},
  "hospital.undoMove": {},
  "hospital.transferPatient": {},
  "hospital.requeuePatient": {},
  "hospital.finishVisit": {},
  "hospital.getClinicScreen": DINING_SITE,
  "hospital.listExaminations": DINING_SITE,
  "hospital.orderItems": {},
  "hospital.listItems": USERS,
  "hospital.listVisitItems": byManager("appointmentId"),
  "hospital.payItems": USERS,
  "hospital.getItemBill": USERS,
  "hospital.giveUpBill": USERS,
  "hospital.performItem": byManager("itemId"),
  "hospital.refundItem": byManager("itemId"),
  "hospital.listReports": USERS,
  "hospital.getReport": USERS,
  "hospital.listReportTasks": DINING_SITE,
  "hospital.readStoreReport": byManager("reportId"),
  "hospital.assignReport": byManager("reportId"),
  "hospital.recordHandOver": byManager("reportId"),
  "hospital.listQuarantine": DINING_SITE,
  "hospital.settleQuarantined": DINING_SITE,
  "hospital.setCriticalRanges": DINING_SITE,
  "content.saveWindowDraft": OFFICE_OF_MERCHANT,
  "content.publishWindow": OFFICE_OF_MERCHANT,
  "content.getWindowDesk": OFFICE_OF_MERCHANT,
  "content.saveAutoReplies": OFFICE_OF_MERCHANT,
  "content.sendBroadcast": OFFICE_OF_MERCHANT,
  "content.getBroadcast": OFFICE_OF_MERCHANT,
  "content.listBroadcasts": OFFICE_OF_MERCHANT,
  "content.listWindows": USERS,
  "content.getWindow": USERS,
  "content.followWindow": USERS,
  "content.unfollowWindow": USERS,
  "content.sendToWindow": USERS,
  "content.sendMessage": {},
  "content.listMessages": USERS,
  "content.markRead": USERS,
  "content.getUnreadCount": USERS,
  "marketing.createCampaign": OFFICE_OF_MERCHANT,
  "marketing.publishCampaign": OFFICE_OF_MERCHANT,
  "marketing.stopCampaign": OFFICE_OF_MERCHANT,
  "marketing.listCampaigns": OFFICE_OF_MERCHANT,
  "marketing.getCampaignReport": OFFICE_OF_MERCHANT,
  "marketing.issueCoupons": { ...OFFICE_OF_MERCHANT, app: true },
  "marketing.listClaimableCampaigns": USERS,
  "marketing.claimCoupon": USERS,
  "marketing.listMyCoupons": USERS,
  "marketing.quoteCoupon": { ...TILL_AT_STORE, app: true },
  "marketing.payAndRedeem": { ...TILL_AT_STORE, app: true },
  "marketing.holdCoupon": {},
  "marketing.releaseCoupon": {},
  "membership.setProgramme": OFFICE_OF_MERCHANT,
  "membership.getProgramme": ANYONE,
  "membership.issueCard": USERS,
  "membership.getMemberCard": { user: { cardId: "mcd_12345678" } },
  "membership.listMemberCards": USERS,
  "membership.issueMemberCode": { user: { cardId: "mcd_12345678" } },
  "membership.listPointsEntries": { user: { cardId: "mcd_12345678" } },
  "membership.importPhysicalCards": OFFICE_OF_MERCHANT,
  "membership.bindPhysicalCard": USERS,
  "membership.redeemMemberCode": {},
  "membership.quoteMember": {},
  "membership.beginMemberSale": {},
  "membership.releaseMemberSale": {},
};

type Outcome = "OK" | "CALLER_UNKNOWN" | "CALLER_NOT_ALLOWED" | "REQUEST_INVALID";
type Who = Persona | "nobody";
interface Case {
  readonly who: Who;
  readonly resource: object;
  readonly outcome: Outcome;
}

const staffOutcome = (who: Who, { till, managerOnly }: Expectation): Outcome =>
  till && (who === "manager" || !managerOnly) ? "OK" : "CALLER_NOT_ALLOWED";

/** What the other tenant's cashier gets with this tenant's resource. Where only the service knows the owner, the door lets the call through to it. */
const strangerOutcome = (expectation: Expectation): Outcome =>
  expectation.till && !expectation.foreign && !expectation.managerOnly ? "OK" : "CALLER_NOT_ALLOWED";

const everyRole: readonly Who[] = ["nobody", "user", "cashier", "manager", "otherCashier", "operator", "falseOperator"];

const casesOf = (expectation: Expectation): Case[] => {
  const { open, till, operator, foreign: others, usersToo } = expectation;
  const user = usersToo ? till : expectation.user;
  if (open) return everyRole.map((who) => ({ who, resource: {}, outcome: "OK" }));
  const resource = till ?? user ?? {};
  const cases: Case[] = [
    { who: "nobody", resource, outcome: "CALLER_UNKNOWN" },
    { who: "user", resource: user ?? resource, outcome: user ? "OK" : "CALLER_NOT_ALLOWED" },
    { who: "cashier", resource, outcome: staffOutcome("cashier", expectation) },
    { who: "manager", resource, outcome: staffOutcome("manager", expectation) },
    { who: "otherCashier", resource, outcome: strangerOutcome(expectation) },
    { who: "operator", resource: operator ?? resource, outcome: operator ? "OK" : "CALLER_NOT_ALLOWED" },
    { who: "falseOperator", resource: operator ?? resource, outcome: "CALLER_NOT_ALLOWED" },
  ];
  if (others) {
    cases.push({ who: "manager", resource: others, outcome: "CALLER_NOT_ALLOWED" });
    cases.push({ who: "manager", resource: {}, outcome: "REQUEST_INVALID" });
  }
  if (user && till && !usersToo) cases.push({ who: "user", resource: till, outcome: "CALLER_NOT_ALLOWED" });
  return cases;
};

const matrix = routes.flatMap((route) =>
  casesOf(EXPECTATIONS[route.action] ?? {}).map((one) => ({
    ...{ ...one, route, action: route.action, named: JSON.stringify(one.resource) },
  })),
);

let gateway: TestGateway;
let grpc: Client;
beforeAll(async () => {
  gateway = await startTestGateway();
  grpc = new Client(gateway.grpcAddress, credentials.createInsecure());
});
afterAll(async () => {
  grpc.close();
  await gateway.stop();
});

const overHttp = async (who: Who, route: Route, resource: object): Promise<string> => {
  const caller = await gateway.as(who === "nobody" ? undefined : who);
  const query = new URLSearchParams(resource as Record<string, string>);
  const answer =
    route.httpMethod === "GET"
      ? await caller.get(`${route.path}?${query}`)
      : await caller.post(route.path, resource, { "idempotency-key": "k-1" });
  return answer.status === 200 ? "OK" : answer.body.reason;
};

const reasonOf = (error: ServiceError): string =>
  /CALLER_UNKNOWN|CALLER_NOT_ALLOWED|REQUEST_INVALID/.exec(
    String(error.metadata.get("grpc-status-details-bin")[0] ?? ""),
  )?.[0] ?? error.message;

const overGrpc = async (who: Who, { definition, method }: Route, resource: object): Promise<string> => {
  const metadata = new Metadata();
  metadata.set("idempotency-key", "k-1");
  if (who !== "nobody") metadata.set("authorization", `Bearer ${await gateway.token(who)}`);
  const empty = method.requestType.decode(new Uint8Array());
  const encode = (message: object) => Buffer.from(method.requestType.encode(message).finish());
  return new Promise((resolve) => {
    grpc.makeUnaryRequest(
      `/${definition.fullName}/${method.name}`,
      encode,
      (bytes) => bytes,
      { ...empty, ...resource },
      metadata,
      (error) => resolve(error ? reasonOf(error) : "OK"),
    );
  });
};

const rpcs = allDefinitions.flatMap((definition) =>
  Object.entries(definition.methods).map(([name]: [string, MethodDefinition]) => actionNameOf(definition, name)),
);

test("these are all the services that the contracts declare", () => {
  const declared = [...registry].filter((one) => one.kind === "service" && one.typeName.startsWith("paywindow."));
  const known = allDefinitions.map(({ fullName }) => fullName);
  expect(known.toSorted()).toEqual(declared.map(({ typeName }) => typeName).toSorted());
});

test("every rpc has a row, no row is stale, and every row is tested here", () => {
  expect(Object.keys(accessTable).toSorted()).toEqual(rpcs.toSorted());
  expect(Object.keys(EXPECTATIONS).toSorted()).toEqual(rpcs.toSorted());
});

/** Apps prove themselves at a door of their own, whose signatures stand for no token here: the table is asked as that door asks it. */
describe("apps", () => {
  const app: Caller = { kind: "app", id: "app_demo0000001", tenantId: own.merchantId };
  const outcomeOf = (action: string, resource: object): string => {
    try {
      authorize(accessTable[action] ?? [], app, resource);
      return "OK";
    } catch (error) {
      return (error as ReasonError).reason;
    }
  };

  test.each(Object.entries(EXPECTATIONS))("%s", (action, { open, app: isAllowed = false, till = own }) => {
    expect(outcomeOf(action, till)).toBe(open || isAllowed ? "OK" : "CALLER_NOT_ALLOWED");
    if (isAllowed) expect(outcomeOf(action, foreign)).toBe("CALLER_NOT_ALLOWED");
  });
});

describe("over HTTP", () => {
  test.each(matrix)("$action as $who on $named: $outcome", async ({ route, who, resource, outcome }) => {
    gateway.node.seen.length = 0;
    expect(await overHttp(who, route, resource)).toBe(outcome);
    if (outcome !== "OK") expect(gateway.node.seen.map(({ action }) => action)).not.toContain(route.action);
  });
});

describe("over gRPC", () => {
  test.each(matrix)("$action as $who on $named: $outcome", async ({ route, who, resource, outcome }) => {
    expect(await overGrpc(who, route, resource)).toBe(outcome);
  });
});

test("a refusal for a foreign resource names the field", async () => {
  const caller = await gateway.as("cashier");
  const answer = await caller.get("/v1/supermarket/list-items?storeId=str_othermarket1", { "accept-language": "en" });
  expect(answer.status).toBe(403);
  expect(answer.body.fields).toEqual([{ field: "store_id", message: "one of your own" }]);
});
