import type { Model } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { PhoneMessageRow } from "./phone-code-model.ts";
import type { SmsProvider } from "./sms-provider.ts";

/** How long the demonstration's phone keeps a message. */
const KEPT_MS = 10 * 60_000;

interface Messages {
  readonly phoneMessages: Model<PhoneMessageRow>;
  readonly seal: Seal;
  readonly phoneIndex: (phone: string) => string;
}

const labelOf = (messageId: string): string => `identity message ${messageId}`;

/** The provider of the demonstration: what it sends is read on the platform's own page of a phone (ListPhoneMessages). */
export const embeddedSms = ({ phoneMessages, seal, phoneIndex }: Messages): SmsProvider => ({
  send: async ({ phone, text }, now) => {
    const _id = newId("msg", now);
    const sealed = { text: seal.seal(labelOf(_id), Buffer.from(text)), sealedBy: seal.sealedBy };
    const times = { sendTime: now, forgetTime: plusMs(now, KEPT_MS) };
    await phoneMessages.create([{ _id, phoneIndex: phoneIndex(phone), ...sealed, ...times }]);
  },
});

/** What it has sent to a phone, newest first. */
export const messagesTo = async ({ phoneMessages, seal, phoneIndex }: Messages, phone: string, now: Date) => {
  const rows = await phoneMessages
    .find({ phoneIndex: phoneIndex(phone), forgetTime: { $gt: now } })
    .sort({ sendTime: -1, _id: -1 })
    .limit(20)
    .lean();
  return rows.map(({ _id, text, sealedBy, sendTime }) => ({
    text: seal.open(labelOf(_id), { bytes: text, sealedBy }).toString(),
    sendTime,
  }));
};
