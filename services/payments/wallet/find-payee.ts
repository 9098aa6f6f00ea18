import type { FieldReader } from "../../../kernel/parse/parse.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { WalletUser } from "./wallet.ts";
import { toWalletUser } from "./wallet-model.ts";

/** How a payer names a payee: by id, or by the phone number with which the payee has registered. */
export type PayeeName = { readonly userId: string } | { readonly phone: string };

const PHONE_SHAPE = { en: "a mobile number of 11 digits", zh: "须为 11 位手机号" };

/** Exactly one of the two. */
export const readPayee = (
  fields: FieldReader,
  { payeeUserId, payeePhone }: { readonly payeeUserId: string; readonly payeePhone: string },
): PayeeName => {
  if ((payeeUserId === "") === (payeePhone === ""))
    fields.refuse({
      field: "payee_user_id",
      en: "one of payee_user_id and payee_phone",
      zh: "payee_user_id 与 payee_phone 须填且只填一个",
    });
  else if (payeeUserId) return { userId: fields.id("payee_user_id", payeeUserId, "usr") };
  return { phone: payeePhone && readPhone(fields, "payee_phone", payeePhone) };
};

/** The phone number with which a user has registered. */
export const readPhone = (fields: FieldReader, field: string, phone: string): string =>
  fields.matching(field, phone, /^1[3-9]\d{9}$/, PHONE_SHAPE);

/** The user who is named so, if there is one. */
export const findPayee = async (
  { users, phoneIndex }: Pick<PaymentsParts, "users" | "phoneIndex">,
  payee: PayeeName,
): Promise<WalletUser | undefined> => {
  const filter = "userId" in payee ? { _id: payee.userId } : { phoneIndex: phoneIndex(payee.phone) };
  const row = await users.findOne(filter).lean();
  return row ? toWalletUser(row) : undefined;
};
