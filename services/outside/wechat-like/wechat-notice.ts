import { createCipheriv, randomBytes } from "node:crypto";
import type { KeyFolder } from "../../../kernel/crypto/key-folder.ts";
import type { Notice } from "../http/front.ts";
import { localTime } from "../statement/business-day.ts";
import { sealWechat } from "./wechat-signature.ts";

/** The key that both sides know (WeChat Pay's APIv3 key): it hides a notice's content from whoever carries it. */
const NOTICE_KEY = "wechat-like-notices";
const LABEL = "transaction";

/** 支付通知: the order, sealed with AES-256-GCM and signed like an answer. */
export const writeWechatNotice = async (keys: KeyFolder, order: object, now: Date): Promise<Notice> => {
  const nonce = randomBytes(6).toString("hex");
  const cipher = createCipheriv("aes-256-gcm", await keys.secret(NOTICE_KEY), Buffer.from(nonce));
  const sealed = [cipher.setAAD(Buffer.from(LABEL)).update(JSON.stringify(order)), cipher.final(), cipher.getAuthTag()];
  const ciphertext = Buffer.concat(sealed).toString("base64");
  const resource = { algorithm: "AEAD_AES_256_GCM", ciphertext, associated_data: LABEL, nonce };
  const about = { id: randomBytes(16).toString("hex"), create_time: localTime(now), resource_type: "encrypt-resource" };
  const { headers, body } = await sealWechat(keys, 200, { ...about, event_type: "TRANSACTION.SUCCESS", resource }, now);
  return { headers, body };
};
