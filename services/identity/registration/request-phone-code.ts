import { randomBytes, randomInt } from "node:crypto";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { assertKnown } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import {
  PhoneCodePurpose,
  type RequestPhoneCodeRequest,
  type RequestPhoneCodeResponse,
} from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { openPhone, readPhone } from "./phone.ts";
import { judgeSend } from "./phone-code.ts";
import { type Purpose, phoneCodeIdOf } from "./phone-code-model.ts";

/** RequestPhoneCode: six digits by chance, kept as a keyed hash, sent to the phone after they are committed. The answer is the same whoever has the phone. */
export const requestPhoneCode =
  (parts: IdentityParts): Handler<RequestPhoneCodeRequest, RequestPhoneCodeResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const purpose = readPurpose(fields, request.purpose);
    if (purpose === "REGISTER") readPhone(fields, "phone", request.phone);
    else if (request.phone)
      fields.refuse({ field: "phone", en: "empty: it goes to your own", zh: "须留空，发送至本人手机" });
    fields.check();
    const phone = purpose === "REGISTER" ? request.phone : await ownPhone(parts, caller);
    if (!parts.sms) throw identityReasons.error("SMS_NOT_OFFERED");
    const { code, expireTime, resendTime } = await makeCode(parts, purpose, phone, now);
    const text = `【paywindow】验证码 ${code}，5 分钟内有效。请勿告诉他人。`;
    await parts.sms.send({ phone, text }, now).catch((cause: unknown) => {
      throw identityReasons.error("SMS_UNAVAILABLE", { cause });
    });
    return { expireTime, resendTime };
  };

const PURPOSES = new Map<PhoneCodePurpose, Purpose>([
  [PhoneCodePurpose.PHONE_CODE_PURPOSE_REGISTER, "REGISTER"],
  [PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_CARD, "BIND_CARD"],
  [PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_MEMBER_CARD, "BIND_MEMBER_CARD"],
]);

export const readPurpose = (fields: FieldReader, value: PhoneCodePurpose): Purpose => {
  const purpose = PURPOSES.get(value);
  const known = [...PURPOSES.values()].join(", ");
  if (!purpose) fields.refuse({ field: "purpose", en: `one of ${known}`, zh: `须为 ${known} 之一` });
  return purpose ?? "BIND_CARD";
};

const ownPhone = async ({ principals, seal }: IdentityParts, caller: Caller): Promise<string> => {
  assertKnown(caller);
  const principal = await principals.findById(caller.id).lean();
  if (caller.kind !== "user" || !principal) throw commonReasons.error("CALLER_NOT_ALLOWED");
  const { _id, phone, phoneSealedBy = "" } = principal;
  if (!phone) throw identityReasons.error("PHONE_NOT_KNOWN");
  return openPhone(seal, { _id, phone, phoneSealedBy });
};

/** Of two requests at once one finds the other's row, and is too soon. */
const makeCode = async (
  { store, phoneCodes, codeHash, phoneIndex }: IdentityParts,
  purpose: Purpose,
  phone: string,
  now: Date,
) => {
  const _id = phoneCodeIdOf(purpose, phoneIndex(phone));
  const code = randomInt(1_000_000).toString().padStart(6, "0");
  const nonce = randomBytes(12).toString("base64url");
  const sent = await store.transaction(async (session) => {
    const verdict = judgeSend(await phoneCodes.findById(_id).session(session).lean(), now);
    if ("refuse" in verdict) {
      const retryAfterSeconds = String(Math.ceil(verdict.retryAfterMs / 1000));
      throw identityReasons.error(verdict.refuse, { metadata: { retryAfterSeconds } });
    }
    const set = { ...verdict.send, nonce, codeHash: codeHash(_id, nonce, code) };
    await phoneCodes.updateOne({ _id }, { $set: set }, { session, upsert: true });
    return verdict.send;
  });
  return { code, expireTime: sent.expireTime, resendTime: sent.resendTime };
};
