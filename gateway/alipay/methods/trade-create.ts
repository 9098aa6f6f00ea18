import { isId } from "../../../kernel/ids/ids.ts";
import { PaymentWay } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { BizFields } from "../biz/biz-fields.ts";
import { businessFault } from "../fault.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { createOnce } from "./create-once.ts";
import { defineMethod } from "./method.ts";
import { idsOf } from "./trade-answer.ts";
import { readClaim, readLifetime } from "./trade-fields.ts";

/** buyer_open_id is our id of the user, and buyer_id the same without its prefix; either is taken in either field. A login is nothing to find a user by. */
const readBuyer = (fields: BizFields): string => {
  const openId = fields.text("buyer_open_id", 128);
  const buyer = openId || fields.text("buyer_id", 64);
  if (buyer !== "") {
    const userId = isId("usr", buyer) ? buyer : `usr_${buyer}`;
    if (!isId("usr", userId)) fields.refuse(openId ? "buyer_open_id" : "buyer_id", "不是用户编号");
    return userId;
  }
  if (fields.has("buyer_logon_id"))
    throw businessFault("ACQ.BUYER_NOT_EXIST", "不支持 buyer_logon_id，请使用 buyer_open_id 或 buyer_id");
  fields.refuse("buyer_id", "buyer_id 与 buyer_open_id 至少填一个");
  return "";
};

/** alipay.trade.create (ALIPAY_API 5.3): a trade for one user, who confirms it in the wallet. */
export const tradeCreate = defineMethod({
  name: "alipay.trade.create",
  rpcs: ["payments.createTrade"],
  subCodes: TRADE_SUB_CODES,
  parse: (fields, biz, calling) => {
    const lifetime = readLifetime(fields, calling.now);
    const way = PaymentWay.PAYMENT_WAY_IN_WINDOW;
    const payerUserId = readBuyer(fields);
    const { lifetimeS } = lifetime;
    const request = { ...readClaim(fields, biz, calling), lifetimeS, withQrCode: false, payerUserId, way };
    return { request, lifetime };
  },
  call: (parties, { request, lifetime }, calling) => createOnce(parties, request, lifetime, calling),
  answer: (trade) => ({ fields: idsOf(trade) }),
});
