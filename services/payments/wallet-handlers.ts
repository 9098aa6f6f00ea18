import { getBillVoucher } from "./bill/get-bill-voucher.ts";
import { listBills } from "./bill/list-bills.ts";
import { bindCard } from "./card/bind-card.ts";
import { listCards } from "./card/list-cards.ts";
import { removeCard } from "./card/remove-card.ts";
import { setFundingOrder } from "./card/set-funding-order.ts";
import { getCreditLine } from "./credit/get-credit-line.ts";
import { openCreditLine } from "./credit/open-credit-line.ts";
import { repayCredit } from "./credit/repay-credit.ts";
import { listDevices } from "./device/list-devices.ts";
import { registerDevice } from "./device/register-device.ts";
import { removeDevice } from "./device/remove-device.ts";
import { changePaymentPassword } from "./password/change-payment-password.ts";
import { setPasswordFreeLimit } from "./password/set-password-free-limit.ts";
import { setPaymentPassword } from "./password/set-payment-password.ts";
import { issuePaymentCode } from "./payment-code/issue-payment-code.ts";
import type { PaymentsParts } from "./payments-parts.ts";
import { getRealName } from "./real-name/get-real-name.ts";
import { submitRealName } from "./real-name/submit-real-name.ts";
import { transferMoney } from "./transfer/transfer-money.ts";
import { getWallet } from "./wallet/get-wallet.ts";
import { listWalletTrades } from "./wallet/list-wallet-trades.ts";
import { setWalletState } from "./wallet/set-wallet-state.ts";

/** What a wallet user asks of payments for themself: which handler answers which rpc. */
export const walletHandlers = (parts: PaymentsParts) => ({
  registerDevice: registerDevice(parts),
  issuePaymentCode: issuePaymentCode(parts),
  getWallet: getWallet(parts),
  setPaymentPassword: setPaymentPassword(parts),
  changePaymentPassword: changePaymentPassword(parts),
  setPasswordFreeLimit: setPasswordFreeLimit(parts),
  listDevices: listDevices(parts),
  removeDevice: removeDevice(parts),
  transferMoney: transferMoney(parts),
  setWalletState: setWalletState(parts),
  openCreditLine: openCreditLine(parts),
  getCreditLine: getCreditLine(parts),
  repayCredit: repayCredit(parts),
  submitRealName: submitRealName(parts),
  getRealName: getRealName(parts),
  bindCard: bindCard(parts),
  listCards: listCards(parts),
  removeCard: removeCard(parts),
  setFundingOrder: setFundingOrder(parts),
  listBills: listBills(parts),
  getBillVoucher: getBillVoucher(parts),
  listWalletTrades: listWalletTrades(parts),
});
