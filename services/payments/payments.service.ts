import { defineService } from "../../kernel/node/service-module.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { getBillVoucher } from "./bill/get-bill-voucher.ts";
import { listBills } from "./bill/list-bills.ts";
import { getCreditLine } from "./credit/get-credit-line.ts";
import { openCreditLine } from "./credit/open-credit-line.ts";
import { repayCredit } from "./credit/repay-credit.ts";
import { listDevices } from "./device/list-devices.ts";
import { registerDevice } from "./device/register-device.ts";
import { removeDevice } from "./device/remove-device.ts";
import { issuePaymentCode } from "./payment-code/issue-payment-code.ts";
import { changePaymentPassword } from "./password/change-payment-password.ts";
import { setPasswordFreeLimit } from "./password/set-password-free-limit.ts";
import { setPaymentPassword } from "./password/set-payment-password.ts";
import { paymentsParts } from "./payments-parts.ts";
import { refundTrade } from "./refund/refund-trade.ts";
import { seedDemo } from "./seed-demo.ts";
import { authorizeTrade } from "./trade/authorize-trade.ts";
import { captureTrade } from "./trade/capture-trade.ts";
import { closeTrade } from "./trade/close-trade.ts";
import { createTrade } from "./trade/create-trade.ts";
import { expireTradesJob } from "./trade/expire-trades.ts";
import { payTrade } from "./trade/pay-trade.ts";
import { queryTrade } from "./trade/query-trade.ts";
import { transferMoney } from "./transfer/transfer-money.ts";
import { getWallet } from "./wallet/get-wallet.ts";
import { listWalletTrades } from "./wallet/list-wallet-trades.ts";
import { openWalletConsumer } from "./wallet/open-wallet.ts";

/** Trades, the wallet that pays them and the ledger behind both: which handler answers which rpc. */
export const payments = defineService(PaymentsServiceDefinition, async (host) => {
  const parts = paymentsParts(host);
  if (host.config.mongodbUri && !host.config.secretKey)
    host.log.warn("PAYWINDOW_SECRET_KEY is not set: device secrets are stored as they are");
  return {
    handlers: {
      registerDevice: registerDevice(parts),
      issuePaymentCode: issuePaymentCode(parts),
      getWallet: getWallet(parts),
      setPaymentPassword: setPaymentPassword(parts),
      changePaymentPassword: changePaymentPassword(parts),
      setPasswordFreeLimit: setPasswordFreeLimit(parts),
      listDevices: listDevices(parts),
      removeDevice: removeDevice(parts),
      transferMoney: transferMoney(parts),
      openCreditLine: openCreditLine(parts),
      getCreditLine: getCreditLine(parts),
      repayCredit: repayCredit(parts),
      listBills: listBills(parts),
      getBillVoucher: getBillVoucher(parts),
      listWalletTrades: listWalletTrades(parts),
      createTrade: createTrade(parts),
      payTrade: payTrade(parts),
      authorizeTrade: authorizeTrade(parts),
      captureTrade: captureTrade(parts),
      queryTrade: queryTrade(parts),
      closeTrade: closeTrade(parts),
      refundTrade: refundTrade(parts),
    },
    jobs: [expireTradesJob(parts, host)],
    consumers: [openWalletConsumer(parts)],
    seedDemo: () => seedDemo(parts, host.clock.now()),
  };
});
