import { plusMs } from "../../kernel/time/clock.ts";
import type { JsonObject } from "../contract/parse-json.ts";
import { customerExamples } from "./customer-examples.ts";
import { hospitalExamples } from "./hospital-examples.ts";
import { restaurantExamples } from "./restaurant-examples.ts";
import { code, hundred, merchant, order, store } from "./sample-values.ts";

const basket = { basketId: "bsk_demo00000001" };
const vend = { vendOrderId: "vnd_demo00000001" };
const bill = { ...merchant, ...store, ...order, ...hundred, subject: "Groceries" };

/** An RSA key of nobody's. */
const PUBLIC_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm52+AAHUQHc8W5gsLAseWD7iErkcsve1lzFUnL5dIrhKECD6LUrncu" +
  "jUmNqIeahp+NTk4QXEqizXiYy8XbX3WRKZw5fZYnLE6Yxphj1EbLI10XOCEs9Sl29jmMKnP3rR1f9HaLteeZrcgAi7UtK+UJ5T" +
  "K4xmLgErzFHot+AjJ7sD9Nd73gwFpXZ++lxkBQd1RaFU1Ef0mHNpo3hKduq8SltR5DeYB1ZOEAB9JIbwFgp0s5KsY2WTrsiJTw" +
  "72dLI9mCZO3xEvQpW41rUg2ad0aGyPGSNIBDvCHP0JED+lR17qfDddkXHXirPRb3Bm6aYfTi3dzTWHGJOhgO07wxJGoQIDAQAB";

/**
 * One request per rpc, in the values of the demonstration and in proto3 JSON. What a client makes fresh for each intent (a basket's id, an order's number)
 * and what another call answers (a trade's id, a payment code) stand here as samples of their form; the page puts live ones in their place.
 */
const STANDING: Readonly<Record<string, JsonObject>> = {
  "identity.signIn": { login: "shopper1", password: "paywindow-demo" },
  "identity.requestPhoneCode": { purpose: "PHONE_CODE_PURPOSE_REGISTER", phone: "13912345678" },
  "identity.registerUser": {
    ...{ phone: "13912345678", phoneCode: "280517" },
    ...{ password: "correct horse", displayName: "Zhao" },
  },
  "identity.listPhoneMessages": { phone: "13912345678" },
  "identity.refreshSession": { refreshToken: "as-the-last-session-gave-it" },
  "identity.signOut": { refreshToken: "as-the-last-session-gave-it" },
  "identity.createApp": { ...merchant, ...store, appName: "Checkout", publicKey: PUBLIC_KEY },
  "identity.updateApp": { ...merchant, appId: "2021000000000001", publicKey: PUBLIC_KEY },
  "identity.issueAppAuthCode": { ...merchant, ...store, appId: "2021000000000001" },

  "payments.registerDevice": { deviceName: "My phone" },
  "payments.issuePaymentCode": { deviceId: "" },
  "payments.setPaymentPassword": { paymentPassword: "280517" },
  "payments.changePaymentPassword": { paymentPassword: "280517", newPaymentPassword: "731942" },
  "payments.setPasswordFreeLimit": {
    limit: { minorUnits: "20000", currencyCode: "CNY" },
    paymentPassword: "280517",
  },
  "payments.removeDevice": { deviceId: "dev_01JZ0000000000000000000000" },
  "payments.transferMoney": {
    ...{ transferRequestId: "transfer-1001", payeeUserId: "usr_demoshopper2", note: "Lunch" },
    amount: { minorUnits: "1200", currencyCode: "CNY" },
  },
  "payments.setWalletState": {
    ...{ userId: "usr_demoshopper2", state: "WALLET_STATE_ACTIVE" },
    note: "Found again",
  },
  "payments.openCreditLine": {
    userId: "usr_demoshopper1",
    creditLimit: { minorUnits: "50000", currencyCode: "CNY" },
  },
  "payments.repayCredit": { repayRequestId: "repay-1001", amount: { minorUnits: "100", currencyCode: "CNY" } },
  "payments.submitRealName": { realName: "Li Xiaoming", identityNumber: "11010519491231002X" },
  "payments.bindCard": {
    ...{ cardNumber: "6229009900000000001", expiry: "0930" },
    ...{ holderName: "Li Xiaoming", phoneCode: "280517" },
  },
  "payments.removeCard": { cardId: "crd_01JZ0000000000000000000000", paymentPassword: "280517" },
  "payments.setFundingOrder": { fundingOrder: ["credit"] },
  "payments.listBills": { kinds: ["BILL_KIND_PAYMENT", "BILL_KIND_REFUND"], search: "milk", pageSize: 20 },
  "payments.getBillVoucher": { billId: "trd_01JZ0000000000000000000000" },
  "payments.listWalletTrades": { pageSize: 20 },
  "payments.createTrade": { ...bill, lifetimeS: 900 },
  "payments.payTrade": { ...bill, ...code },
  "payments.authorizeTrade": { ...bill, ...code },
  "payments.captureTrade": { ...merchant, tradeId: "trd_01JZ0000000000000000000000", ...hundred },
  "payments.queryTrade": { ...merchant, ...order },
  "payments.listTrades": { ...merchant, ...store, states: ["TRADE_STATE_SUCCESS"], pageSize: 20 },
  "payments.closeTrade": { ...merchant, ...order },
  "payments.refundTrade": {
    ...{ ...merchant, ...order, merchantRefundId: "refund-1001" },
    ...{ ...hundred, refundReason: "Goods returned" },
  },
  "payments.resendNotify": { ...merchant, ...order },
  "payments.queryRefund": { ...merchant, ...order, merchantRefundId: "refund-1001" },
  "payments.reverseTrade": { ...merchant, ...order },
  "payments.openQrCode": { qrCode: "paywindow://pay/qrc_01JZ0000000000000000000000" },
  "payments.confirmTrade": { tradeId: "trd_01JZ0000000000000000000000", paymentPassword: "280517" },
  "payments.payStaticQr": {
    ...{ qrCode: "paywindow://pay/qrs_01JZ0000000000000000000000", paymentPassword: "280517" },
    ...hundred,
  },
  "payments.getStaticQr": { ...merchant, ...store },
  "payments.recordTender": {
    ...{ ...bill, merchantTradeId: "order-1002", tender: "TILL_TENDER_CASH" },
    receivedAmount: { minorUnits: "20000", currencyCode: "CNY" },
  },
  "payments.checkInTill": { ...merchant, ...store, terminalId: "till-1" },
  "payments.createMerchant": { name: "Corner Shop", contract: { category: "5411", feeRatePpm: 6000 } },
  "payments.getMerchantContract": merchant,
  "payments.setMerchantContract": {
    ...merchant,
    contract: { category: "5411", feeOnRefund: "FEE_ON_REFUND_PRO_RATA" },
  },
  "payments.suspendMerchant": { ...merchant, features: ["MERCHANT_FEATURE_SOUND"], note: "Complaints under review" },
  "payments.resumeMerchant": { ...merchant, features: ["MERCHANT_FEATURE_SOUND"] },
  "payments.putRiskRule": {
    rule: {
      ...{ ruleId: "market-day", kind: "RISK_KIND_LIMIT", note: "What one shop may take in a day", active: true },
      scope: { merchantIds: ["mer_demomarket"] },
      limit: {
        ...{ subject: "RISK_SUBJECT_MERCHANT", period: "RISK_PERIOD_DAY", measure: "RISK_MEASURE_AMOUNT" },
        ...{ max: "100000000", currencyCode: "CNY" },
      },
    },
  },
  "payments.listRiskRules": { ruleId: "payer-static-qr-day" },
  "payments.issueSandboxCode": { userId: "usr_demoshopper1" },
  "payments.confirmSandboxTrade": { trade: "order-1001" },
  "payments.getTradeNet": { trade: "order-1001" },

  "outside.createOutsideAccount": {
    ...{ channelId: "wechat-like", holderName: "Zhao" },
    balance: { minorUnits: "100000", currencyCode: "CNY" },
  },
  "outside.issueOutsideCode": { accountId: "oac_demowechat1" },
  "outside.issueTestCard": { accountId: "oac_demobank1" },
  "outside.confirmOutsideOrder": { channelId: "wechat-like", orderNumber: "att_01JZ0000000000000000000000" },
  "outside.getOutsideOrder": { channelId: "wechat-like", orderNumber: "att_01JZ0000000000000000000000" },
  "outside.setFaults": { channelId: "wechat-like", seed: 7, rates: { delay: 100 } },

  "supermarket.findItem": { ...store, barcode: "6902856001016" },
  "supermarket.listItems": { ...store, pageSize: 50 },
  "supermarket.putBasket": {
    ...{ ...basket, ...store, tillId: "till-1" },
    lines: [{ barcode: "6902856001016", quantity: 2 }],
  },
  "supermarket.getBasket": basket,
  "supermarket.voidBasket": basket,
  "supermarket.checkOutBasket": { ...basket, ...code },
  "supermarket.getReceipt": basket,
  "supermarket.setUpKiosk": { ...store, kioskId: "stf_demokiosk1", barcodes: ["6902856001016", "6901285002038"] },
  "supermarket.chooseVendItem": { ...vend, barcode: "6902856001016" },
  "supermarket.payVendOrder": { ...vend, ...code },
  "supermarket.getVendOrder": vend,
  "supermarket.cancelVendOrder": vend,
  "supermarket.startVend": vend,
  "supermarket.confirmVended": vend,
  "supermarket.reportVendFailure": { ...vend, failure: "VEND_FAILURE_JAMMED" },

  ...customerExamples,
  ...hospitalExamples,
  ...restaurantExamples,
};

const HOUR_MS = 3_600_000;

/** The requests that name a time, as they are understood at `now`: a sale made offline is taken for a day only, so no time that is written down stays right. */
const dated = (now: Date): Readonly<Record<string, JsonObject>> => {
  const anHourAgo = plusMs(now, -HOUR_MS).toISOString();
  return {
    "payments.payOfflineTrade": {
      ...{ ...bill, merchantTradeId: "order-1003", ...code, terminalId: "till-1" },
      scanTime: anHourAgo,
    },
    "outside.getStatement": { channelId: "wechat-like", businessDay: anHourAgo.slice(0, 10) },
    "supermarket.uploadOfflineSale": {
      ...{ basketId: "bsk_demo00000002", ...store, tillId: "till-1", soldTime: anHourAgo },
      lines: [{ barcode: "6902856001016", quantity: 2, unitPrice: { minorUnits: "200", currencyCode: "CNY" } }],
      receivedAmount: { minorUnits: "1000", currencyCode: "CNY" },
    },
  };
};

/** The example of every rpc that takes a request, by its action. */
export const examplesAt = (now: Date): Readonly<Record<string, JsonObject>> => ({ ...STANDING, ...dated(now) });
