import { ChannelId } from "../channel.ts";
import { jsonObject, textIn } from "../wire/answers.ts";
import type { NoticeReader, ReadNotice } from "../wire/notice.ts";
import type { Party } from "../wire/party.ts";
import { isSwitchsWord } from "./ask-bank.ts";
import { readOrder } from "./read-bank.ts";

/** Reads a notice of the switch: an answer that nobody asked for. */
const readBankNotice =
  (party: Party): ReadNotice =>
  async ({ headers, body }) => {
    if (!(await isSwitchsWord(party, headers, body))) return undefined;
    const fields = jsonObject(body);
    const attemptId = fields && textIn(fields, "retrievalReference");
    if (!attemptId) return undefined;
    const code = textIn(fields, "responseCode") ?? "";
    return { channelId: ChannelId.BANK_CARD, attemptId, answerFor: (payment) => readOrder(code, fields, payment) };
  };

/** The switch takes any 200. */
export const bankNotices = (party: Party): NoticeReader => ({
  read: readBankNotice(party),
  taken: { httpStatus: 200, contentType: "application/json", body: '{"received":true}' },
  refused: { httpStatus: 400, contentType: "application/json", body: '{"received":false}' },
});
