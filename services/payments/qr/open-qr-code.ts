import type { Handler } from "../../../kernel/contract/contract.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { type OpenQrCodeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { isShownTo } from "../trade/decide-confirm.ts";
import { withMerchantNames } from "../trade/merchant-names.ts";
import { tradeMessage, WAY_NUMBERS } from "../trade/trade-message.ts";
import { toTrade } from "../trade/trade-model.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { parseQrText } from "./qr-text.ts";

/** OpenQrCode: what the code asks of the user. It binds nobody; a trade remembers only that it was seen. */
export const openQrCode =
  (parts: PaymentsParts): Handler<OpenQrCodeRequest, TradeMessage> =>
  async (request, { caller, now }) => {
    const { userId } = await loadWalletUser(parts, caller);
    const scanned = parseQrText(request.qrCode);
    const opened =
      scanned?.kind === "trade" ? openTrade(parts, scanned.qrId, userId, now) : openStore(parts, scanned?.qrId);
    const message = await opened;
    if (!message) throw paymentReasons.error("QR_CODE_UNKNOWN");
    const [named] = await withMerchantNames(parts, [message]);
    return named as TradeMessage;
  };

/** The trade with this code, as long as it concerns the user: whoever else has paid it is nobody's business. */
const openTrade = async ({ trades }: PaymentsParts, qrId: string, userId: string, now: Date) => {
  const row = await findRow(trades, { qrId });
  if (!row) return undefined;
  const trade = toTrade(row);
  if (!isShownTo(trade, userId) || (trade.payerUserId && trade.payerUserId !== userId)) return undefined;
  if (trade.state !== "CREATED" || trade.scanTime) return tradeMessage(trade, "payer");
  const filter = { _id: trade.tradeId, scanTime: { $exists: false } };
  await updateRow(trades, { filter, update: { $set: { scanTime: now } } });
  return tradeMessage({ ...trade, scanTime: now }, "payer");
};

const openStore = async ({ merchants, staticQrs }: PaymentsParts, qrId: string | undefined) => {
  const store = qrId ? await findRow(staticQrs, { _id: qrId }) : null;
  const merchant = store && (await findRow(merchants, { _id: store.merchantId }));
  if (!merchant) return undefined;
  const { merchantId, storeId } = store;
  return TradeMessage.fromPartial({ merchantId, storeId, subject: merchant.name, way: WAY_NUMBERS.STATIC_QR });
};
