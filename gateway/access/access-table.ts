import { type AccessRow, allow, anyone, apps, on, ownedAsServiceKnows, staff, users, without } from "./grant.ts";

const till = staff("cashier", "manager");
const office = staff("manager");
const operators = staff("operator");
/** Not at these doors: for services, which call within the mesh. */
const SERVICES_ONLY: AccessRow = [];

/**
 * Who may call what, on whose resource: one row per rpc, default deny. A test holds the rows against the contracts both ways, and a matrix test calls every
 * route as every role on own and foreign resources through both doors.
 */
export const accessTable: Readonly<Record<string, AccessRow>> = {
  "identity.signIn": [allow(anyone())],
  "identity.requestPhoneCode": [allow(anyone())],
  "identity.registerUser": [allow(anyone())],
  "identity.redeemPhoneCode": SERVICES_ONLY,
  "identity.listPhoneMessages": [allow(anyone())],
  "identity.refreshSession": [allow(anyone())],
  "identity.signOut": [allow(anyone())],
  "identity.getVerificationKeys": [allow(anyone())],
  "identity.listDemoPersonas": [allow(anyone())],
  "identity.createApp": [allow(office, on("merchantId", "tenant"), on("storeId", "site"))],
  "identity.getApp": SERVICES_ONLY,
  "identity.issueAppAuthCode": [allow(office, on("merchantId", "tenant"), on("storeId", "site"))],
  "identity.exchangeAppAuthToken": SERVICES_ONLY,
  "identity.queryAppAuthToken": SERVICES_ONLY,

  "payments.registerDevice": [allow(users())],
  "payments.issuePaymentCode": [allow(users())],
  "payments.getWallet": [allow(users())],
  "payments.setPaymentPassword": [allow(users())],
  "payments.changePaymentPassword": [allow(users())],
  "payments.setPasswordFreeLimit": [allow(users())],
  "payments.listDevices": [allow(users())],
  "payments.removeDevice": [allow(users())],
  "payments.transferMoney": [allow(users())],
  "payments.openCreditLine": [allow(staff("operator"))],
  "payments.getCreditLine": [allow(users())],
  "payments.repayCredit": [allow(users())],
  "payments.listBills": [allow(users())],
  "payments.getBillVoucher": [allow(users(), ownedAsServiceKnows("billId"))],
  "payments.listWalletTrades": [allow(users())],
  "payments.createTrade": [
    allow(till, on("merchantId", "tenant"), on("storeId", "site")),
    allow(apps(), on("merchantId", "tenant")),
  ],
  "payments.payTrade": [
    allow(till, on("merchantId", "tenant"), on("storeId", "site")),
    allow(apps(), on("merchantId", "tenant")),
  ],
  "payments.authorizeTrade": [allow(till, on("merchantId", "tenant"), on("storeId", "site"))],
  "payments.captureTrade": [allow(till, on("merchantId", "tenant"))],
  "payments.queryTrade": [
    allow(till, on("merchantId", "tenant")),
    allow(apps(), on("merchantId", "tenant")),
    allow(users(), without("merchantId"), ownedAsServiceKnows("tradeId")),
  ],
  "payments.closeTrade": [allow(till, on("merchantId", "tenant")), allow(apps(), on("merchantId", "tenant"))],
  "payments.refundTrade": [allow(office, on("merchantId", "tenant")), allow(apps(), on("merchantId", "tenant"))],
  "payments.queryRefund": [allow(till, on("merchantId", "tenant")), allow(apps(), on("merchantId", "tenant"))],
  "payments.reverseTrade": [allow(till, on("merchantId", "tenant")), allow(apps(), on("merchantId", "tenant"))],
  "payments.openQrCode": [allow(users())],
  "payments.confirmTrade": [allow(users(), ownedAsServiceKnows("tradeId"))],
  "payments.payStaticQr": [allow(users())],
  "payments.getStaticQr": [
    allow(till, on("merchantId", "tenant"), on("storeId", "site")),
    allow(apps(), on("merchantId", "tenant")),
  ],
  "payments.listWaitingTrades": [allow(users())],

  "outside.createOutsideAccount": [allow(operators)],
  "outside.issueOutsideCode": [allow(operators)],
  "outside.issueTestCard": [allow(operators)],
  "outside.confirmOutsideOrder": [allow(operators)],
  "outside.setFaults": [allow(operators)],
  "outside.getOutsideOrder": [allow(operators)],
  "outside.getStatement": [allow(operators)],

  "supermarket.findItem": [allow(till, on("storeId", "site"))],
  "supermarket.listItems": [allow(till, on("storeId", "site"))],
  "supermarket.putBasket": [allow(till, on("storeId", "site"))],
  "supermarket.getBasket": [allow(till, ownedAsServiceKnows("basketId"))],
  "supermarket.voidBasket": [allow(till, ownedAsServiceKnows("basketId"))],
  "supermarket.checkOutBasket": [allow(till, ownedAsServiceKnows("basketId"))],
  "supermarket.getReceipt": [allow(till, ownedAsServiceKnows("basketId"))],
};
