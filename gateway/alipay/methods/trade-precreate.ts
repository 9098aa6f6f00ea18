import { PaymentWay } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { createOnce } from "./create-once.ts";
import { defineMethod } from "./method.ts";
import { readLogonId } from "./trade-create.ts";
import { readClaim, readQrLifetime } from "./trade-fields.ts";

/** alipay.trade.precreate (ALIPAY_API 5.2): a QR code for the payer to scan. To an Alipay client the trade begins when it is scanned. */
export const tradePrecreate = defineMethod({
  name: "alipay.trade.precreate",
  rpcs: ["payments.createTrade"],
  subCodes: TRADE_SUB_CODES,
  parse: (fields, biz, calling) => {
    const lifetime = readQrLifetime(fields, calling.now);
    const way = PaymentWay.PAYMENT_WAY_UNSPECIFIED;
    const { lifetimeS } = lifetime;
    const payer = { payerUserId: "", payerPhone: readLogonId(fields) };
    const request = { ...payer, ...readClaim(fields, biz, calling), lifetimeS, withQrCode: true, way };
    return { request, lifetime };
  },
  call: (parties, { request, lifetime }, calling) => createOnce(parties, request, lifetime, calling),
  answer: ({ merchantTradeId, qrCode }) => ({ fields: { out_trade_no: merchantTradeId, qr_code: qrCode } }),
});
