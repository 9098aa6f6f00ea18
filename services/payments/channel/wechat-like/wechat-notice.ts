import { createDecipheriv } from "node:crypto";
import { ChannelId } from "../channel.ts";
import { jsonObject, type ProvenAnswer, partIn, textIn } from "../wire/answers.ts";
import type { NoticeReader, ReadNotice } from "../wire/notice.ts";
import type { Party } from "../wire/party.ts";
import { readOrder } from "./read-wechat.ts";
import { isPartysWord } from "./wechat-signature.ts";

/** The key that both sides know (WeChat Pay's APIv3 key). */
const NOTICE_KEY = "wechat-like-notices";
const TAG_BYTES = 16;

/** Opens a resource sealed with AES-256-GCM: the ciphertext, then its tag. Undefined where key, label or a byte is another. */
const openResource = (key: Uint8Array, resource: ProvenAnswer["fields"]): ProvenAnswer["fields"] | undefined => {
  const sealed = Buffer.from(textIn(resource, "ciphertext") ?? "", "base64");
  if (sealed.length < TAG_BYTES) return undefined;
  try {
    const nonce = Buffer.from(textIn(resource, "nonce") ?? "");
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(textIn(resource, "associated_data") ?? ""))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return jsonObject(Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString());
  } catch {
    return undefined;
  }
};

/** Reads 支付通知: signed like an answer, its order sealed. */
const readWechatNotice =
  (party: Party): ReadNotice =>
  async ({ headers, body }) => {
    if (!(await isPartysWord(party, headers, body))) return undefined;
    const notice = jsonObject(body);
    const order = notice && openResource(await party.keys.secret(NOTICE_KEY), partIn(notice, "resource"));
    const attemptId = order && textIn(order, "out_trade_no");
    if (!attemptId) return undefined;
    return { channelId: ChannelId.WECHAT_LIKE, attemptId, answerFor: (payment) => readOrder(order, payment) };
  };

/** WeChat Pay v3: 200 or 204 is taken; 4xx and 5xx with a code are sent again. */
export const wechatNotices = (party: Party): NoticeReader => ({
  read: readWechatNotice(party),
  taken: { httpStatus: 200, contentType: "application/json", body: '{"code":"SUCCESS","message":"成功"}' },
  refused: { httpStatus: 400, contentType: "application/json", body: '{"code":"FAIL","message":"失败"}' },
});
