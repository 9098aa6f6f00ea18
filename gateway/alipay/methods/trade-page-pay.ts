import { PaymentWay, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { BizFields } from "../biz/biz-fields.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { createOnce } from "./create-once.ts";
import { defineMethod, type Method } from "./method.ts";
import { idsOf } from "./trade-answer.ts";
import { readClaim, readLifetime } from "./trade-fields.ts";

/** Where a payer is led who breaks off: an http or https address of up to 400 characters. */
const readWebAddress = (fields: BizFields, name: string): string => {
  const address = fields.text(name, 400);
  if (address !== "" && !(/^https?:\/\//i.test(address) && URL.canParse(address)))
    fields.refuse(name, "须为 http 或 https 地址");
  return address;
};

/**
 * The methods by which a merchant hands its payer over: from a page in the phone's browser, from one on a desk, from its app. Each makes a trade that whoever
 * follows the signed address may pay; the door answers with the way to the wallet's own page (Y4, Y5).
 */
const handOver = (name: string): Method =>
  defineMethod({
    name,
    rpcs: ["payments.createTrade"],
    subCodes: TRADE_SUB_CODES,
    parse: (fields, biz, calling) => {
      const lifetime = readLifetime(fields, calling.now);
      const quitUrl = readWebAddress(fields, "quit_url");
      fields.text("product_code", 64);
      const how = { withQrCode: true, way: PaymentWay.PAYMENT_WAY_APP, payerUserId: "", payerPhone: "" };
      return {
        request: { ...readClaim(fields, biz, calling), ...how, lifetimeS: lifetime.lifetimeS },
        lifetime,
        quitUrl,
      };
    },
    call: (parties, { request, lifetime }, calling) => createOnce(parties, request, lifetime, calling),
    answer: (trade: Trade, { quitUrl }) => ({
      fields: idsOf(trade),
      handOver: { tradeId: trade.tradeId, merchantId: trade.merchantId, qrCode: trade.qrCode, quitUrl },
    }),
  });

export const PAGE_METHODS: readonly Method[] = ["wap", "page", "app"].map((kind) =>
  handOver(`alipay.trade.${kind}.pay`),
);
