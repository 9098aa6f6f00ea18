import { ChannelId } from "../channel.ts";
import type { NoticeReader, ReadNotice } from "../wire/notice.ts";
import type { Party } from "../wire/party.ts";
import { readOrder } from "./read-unionpay.ts";
import { isPartysWord, readForm } from "./unionpay-signature.ts";

/** Reads a notice (后台通知): a form, signed like an answer. Its format has no time of its own: an old one that comes again is a duplicate (P32). */
const readUnionpayNotice =
  (party: Party): ReadNotice =>
  async ({ body }) => {
    const fields = readForm(body);
    if (!fields || !(await isPartysWord(party, fields))) return undefined;
    const { orderId: attemptId, respCode = "", txnType } = fields;
    if (!attemptId || txnType !== "01") return undefined;
    return {
      ...{ channelId: ChannelId.UNIONPAY_LIKE, attemptId },
      answerFor: (payment) => readOrder(respCode, fields, payment),
    };
  };

/** UnionPay takes HTTP 200, and by custom the word ok. */
export const unionpayNotices = (party: Party): NoticeReader => ({
  read: readUnionpayNotice(party),
  taken: { httpStatus: 200, contentType: "text/plain; charset=utf-8", body: "ok" },
  refused: { httpStatus: 400, contentType: "text/plain; charset=utf-8", body: "fail" },
});
