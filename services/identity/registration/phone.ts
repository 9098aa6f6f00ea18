import type { Seal } from "../../../kernel/crypto/seal.ts";
import type { FieldReader } from "../../../kernel/parse/parse.ts";

const MOBILE = /^1[3-9]\d{9}$/;
const SHAPE = { en: "a mobile number of 11 digits", zh: "须为 11 位手机号" };

export const isPhone = (text: string): boolean => MOBILE.test(text);

export const readPhone = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, MOBILE, SHAPE);

/** A number as others, and bills, may show it: 138****0001. */
const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;

/** A number at rest: found by its blind index, shown by its mask, and itself sealed where `phoneSealedBy` names a key. */
export interface StoredPhone {
  readonly phone: Buffer;
  readonly phoneSealedBy: string;
  readonly phoneIndex: string;
  readonly maskedPhone: string;
}

const labelOf = (principalId: string): string => `identity phone ${principalId}`;

export const sealPhone = (
  { seal, phoneIndex }: { readonly seal: Seal; readonly phoneIndex: (phone: string) => string },
  principalId: string,
  phone: string,
): StoredPhone => ({
  phone: seal.seal(labelOf(principalId), Buffer.from(phone)),
  phoneSealedBy: seal.sealedBy,
  phoneIndex: phoneIndex(phone),
  maskedPhone: maskPhone(phone),
});

/** The number in clear, to send a message to it. @throws Error where another key sealed it than this node has. */
export const openPhone = (
  seal: Seal,
  { _id, phone, phoneSealedBy }: { readonly _id: string } & Pick<StoredPhone, "phone" | "phoneSealedBy">,
): string => seal.open(labelOf(_id), { bytes: phone, sealedBy: phoneSealedBy }).toString();
