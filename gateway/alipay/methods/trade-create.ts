import { isId } from "../../../kernel/ids/ids.ts";
import { PaymentWay } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { BizFields } from "../biz/biz-fields.ts";
import { businessFault } from "../fault.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { createOnce } from "./create-once.ts";
import { defineMethod } from "./method.ts";
import { idsOf } from "./trade-answer.ts";
import { readClaim, readLifetime } from "./trade-fields.ts";

/** The phone number that a user signs in with. @throws ACQ.BUYER_NOT_EXIST for a login of another form: nobody here has one. */
export const readLogonId = (fields: BizFields): string => {
  const phone = fields.text("buyer_logon_id", 100);
  if (phone !== "" && !/^1[3-9]\d{9}$/.test(phone))
    throw businessFault("ACQ.BUYER_NOT_EXIST", "买家不存在，buyer_logon_id 须为手机号");
  return phone;
};

/** buyer_open_id is our id of the user, and buyer_id the same without its prefix; either is taken in either field, and wins over the phone number. */
const readBuyer = (fields: BizFields): { readonly payerUserId: string; readonly payerPhone: string } => {
  const openId = fields.text("buyer_open_id", 128);
  const buyer = openId || fields.text("buyer_id", 64);
  if (buyer !== "") {
    const userId = isId("usr", buyer) ? buyer : `usr_${buyer}`;
    if (!isId("usr", userId)) fields.refuse(openId ? "buyer_open_id" : "buyer_id", "不是用户编号");
    return { payerUserId: userId, payerPhone: "" };
  }
  const payerPhone = readLogonId(fields);
  if (payerPhone === "") fields.refuse("buyer_id", "buyer_id、buyer_open_id 与 buyer_logon_id 至少填一个");
  return { payerUserId: "", payerPhone };
};

/** alipay.trade.create (ALIPAY_API 5.3): a trade for one user, who confirms it in the wallet. */
export const tradeCreate = defineMethod({
  name: "alipay.trade.create",
  rpcs: ["payments.createTrade"],
  subCodes: TRADE_SUB_CODES,
  parse: (fields, biz, calling) => {
    const lifetime = readLifetime(fields, calling.now);
    const way = PaymentWay.PAYMENT_WAY_IN_WINDOW;
    const { lifetimeS } = lifetime;
    const request = { ...readClaim(fields, biz, calling), lifetimeS, withQrCode: false, ...readBuyer(fields), way };
    return { request, lifetime };
  },
  call: (parties, { request, lifetime }, calling) => createOnce(parties, request, lifetime, calling),
  answer: (trade) => ({ fields: idsOf(trade) }),
});
