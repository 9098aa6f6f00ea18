import { openPlatformKey } from "../../kernel/crypto/platform-key.ts";
import { once } from "../../kernel/lazy/once.ts";
import { defineService, type RunningService, type ServiceHost } from "../../kernel/node/service-module.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Channels } from "./channel/channel.ts";
import { receiveChannelNotice } from "./channel/receive-channel-notice.ts";
import { createMerchant } from "./merchant/create-merchant.ts";
import { getMerchantContract } from "./merchant/get-merchant-contract.ts";
import { resumeMerchant } from "./merchant/resume-merchant.ts";
import { setMerchantContract } from "./merchant/set-merchant-contract.ts";
import { suspendMerchant } from "./merchant/suspend-merchant.ts";
import { deliverNotificationsJob } from "./notify/deliver-notifications.ts";
import { resendNotify } from "./notify/resend-notify.ts";
import { checkInTill } from "./offline/check-in-till.ts";
import { payOfflineTrade } from "./offline/pay-offline-trade.ts";
import { type PaymentsParts, paymentsParts } from "./payments-parts.ts";
import { getStaticQr } from "./qr/get-static-qr.ts";
import { openQrCode } from "./qr/open-qr-code.ts";
import { payStaticQr } from "./qr/pay-static-qr.ts";
import { recoverPaymentsJobs } from "./recovery/recover-payments.ts";
import { queryRefund } from "./refund/query-refund.ts";
import { refundTrade } from "./refund/refund-trade.ts";
import { listRiskRules } from "./risk/list-risk-rules.ts";
import { putRiskRule } from "./risk/put-risk-rule.ts";
import { addSandboxUser } from "./sandbox/add-sandbox-user.ts";
import { confirmSandboxTrade } from "./sandbox/confirm-sandbox-trade.ts";
import { getTradeNet } from "./sandbox/get-trade-net.ts";
import { issueSandboxCode } from "./sandbox/issue-sandbox-code.ts";
import { seedDemo } from "./seed-demo.ts";
import { recordTender } from "./tender/record-tender.ts";
import { authorizeTrade } from "./trade/authorize-trade.ts";
import { captureTrade } from "./trade/capture-trade.ts";
import { closeTrade } from "./trade/close-trade.ts";
import { confirmTrade } from "./trade/confirm-trade.ts";
import { createTrade } from "./trade/create-trade.ts";
import { expireTradesJob } from "./trade/expire-trades.ts";
import { listTrades } from "./trade/list-trades.ts";
import { listWaitingTrades } from "./trade/list-waiting-trades.ts";
import { payTrade } from "./trade/pay-trade.ts";
import { queryTrade } from "./trade/query-trade.ts";
import { reverseTrade } from "./trade/reverse-trade.ts";
import { openWalletConsumer } from "./wallet/open-wallet.ts";
import { walletHandlers } from "./wallet-handlers.ts";

/** Trades, the wallet that pays them and the ledger behind both: which handler answers which rpc. */
export const payments = defineService(PaymentsServiceDefinition, (host) => startPayments(host));

/** `channels`: other ones than the settings name, for tests. */
export const startPayments = async (
  host: ServiceHost,
  channels?: Channels,
): Promise<RunningService<typeof PaymentsServiceDefinition>> => {
  const parts = paymentsParts(host, channels);
  if (host.config.mongodbUri && !host.config.secretKey)
    host.log.warn("PAYWINDOW_SECRET_KEY is not set: device secrets are stored as they are");
  return {
    handlers: {
      ...walletHandlers(parts),
      createTrade: createTrade(parts),
      payTrade: payTrade(parts),
      authorizeTrade: authorizeTrade(parts),
      captureTrade: captureTrade(parts),
      queryTrade: queryTrade(parts),
      closeTrade: closeTrade(parts),
      refundTrade: refundTrade(parts),
      resendNotify: resendNotify(parts),
      queryRefund: queryRefund(parts),
      reverseTrade: reverseTrade(parts),
      openQrCode: openQrCode(parts),
      confirmTrade: confirmTrade(parts),
      payStaticQr: payStaticQr(parts),
      listWaitingTrades: listWaitingTrades(parts),
      addSandboxUser: addSandboxUser(parts, host.config.demo),
      issueSandboxCode: issueSandboxCode(parts, host.config.demo),
      confirmSandboxTrade: confirmSandboxTrade(parts, host.config.demo),
      getTradeNet: getTradeNet(parts, host.config.demo),
      receiveChannelNotice: receiveChannelNotice(parts, host),
      ...merchantHandlers(parts),
    },
    jobs: [
      expireTradesJob(parts, host),
      ...recoverPaymentsJobs(parts, host),
      deliverNotificationsJob({ ...parts, platformKey: once(() => openPlatformKey(host.config)) }, host),
    ],
    consumers: [openWalletConsumer(parts)],
    seedDemo: () => seedDemo(parts, host.clock.now()),
  };
};

/** Merchants, the rules that they are under, their lists and codes, and what their tills record and take without a network. */
const merchantHandlers = (parts: PaymentsParts) => ({
  listTrades: listTrades(parts),
  getStaticQr: getStaticQr(parts),
  recordTender: recordTender(parts),
  checkInTill: checkInTill(parts),
  payOfflineTrade: payOfflineTrade(parts),
  createMerchant: createMerchant(parts),
  getMerchantContract: getMerchantContract(parts),
  setMerchantContract: setMerchantContract(parts),
  suspendMerchant: suspendMerchant(parts),
  resumeMerchant: resumeMerchant(parts),
  putRiskRule: putRiskRule(parts),
  listRiskRules: listRiskRules(parts),
});
