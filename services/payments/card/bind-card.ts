import type { ClientSession } from "mongoose";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { BindCardRequest, Card } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { BindAnswer, CardToBind } from "../channel/bank-card/card-binding.ts";
import { MAX_CARDS } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { openPerson } from "../real-name/real-name-model.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import { cardMessage } from "./card-message.ts";
import { type CardRow, sealCardToken } from "./card-model.ts";
import { isCardNumber } from "./card-number.ts";

type Bound = Extract<BindAnswer, { readonly result: "BOUND" }>;

/**
 * BindCard: the phone's code is used, the bank switch gives a token for the card, and token, funding order and level are written in one transaction. The number
 * goes through this function and is in nothing that it writes, logs or throws. The same card again is the same card.
 */
export const bindCard =
  (parts: PaymentsParts): Handler<BindCardRequest, Card> =>
  async (request, context) => {
    const { phoneCode, ...card } = parse(request);
    const user = await loadWalletUser(parts, context.caller);
    await assertHolder(parts, user, card);
    await assertRoom(parts, user.userId);
    await redeemCode(parts, user, phoneCode, context);
    const bound = await askBank(parts, card, context);
    return runAgainOnDuplicate(async () =>
      cardMessage(await parts.store.transaction((session) => commit(parts, session, user.userId, bound, context.now))),
    );
  };

const parse = (request: BindCardRequest): CardToBind & { readonly phoneCode: string } => {
  const fields = readFields();
  const { cardNumber } = request;
  if (!isCardNumber(cardNumber))
    fields.refuse({
      field: "card_number",
      en: "12 to 19 digits with their check digit",
      zh: "须为 12 至 19 位银行卡号",
    });
  const expiry = fields.matching("expiry", request.expiry, /^(0[1-9]|1[0-2])\d{2}$/, { en: "MMYY", zh: "须为 MMYY" });
  const holderName = fields.text("holder_name", request.holderName, 2, 64);
  const shape = { en: "six digits", zh: "须为 6 位数字" };
  const phoneCode = fields.matching("phone_code", request.phoneCode, /^\d{6}$/, shape);
  fields.check();
  return { cardNumber, expiry, holderName, phoneCode };
};

const assertRoom = async ({ cards }: PaymentsParts, userId: string, session?: ClientSession): Promise<void> => {
  const count = await cards.countDocuments({ userId }).session(session ?? null);
  if (count >= MAX_CARDS) throw paymentReasons.error("CARD_LIMIT_REACHED");
};

/** A card is its holder's: of a user whose name is known, that name. */
const assertHolder = async (
  { realNames, seal }: PaymentsParts,
  { userId, realNameLevel = 0 }: WalletUser,
  { holderName }: CardToBind,
): Promise<void> => {
  const known = await realNames.findById(userId).lean();
  if (!known && realNameLevel === 0) throw paymentReasons.error("REAL_NAME_NEEDED");
  if (known && openPerson(seal, known).realName !== holderName) throw paymentReasons.error("CARD_HOLDER_DIFFERS");
};

/** Identity's own reasons (PHONE_CODE_WRONG …) go on to the caller as they are. */
const redeemCode = async (
  { identity }: PaymentsParts,
  { userId }: WalletUser,
  phoneCode: string,
  { deadline, signal, traceparent }: CallContext,
): Promise<void> => {
  const purpose = PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_CARD;
  const caller = serviceCaller("payments");
  await identity.redeemPhoneCode({ userId, purpose, phoneCode }, { caller, deadline, signal, traceparent });
};

const askBank = async ({ cardBinding }: PaymentsParts, card: CardToBind, { signal }: CallContext): Promise<Bound> => {
  const answer = await cardBinding?.(card, signal);
  if (answer?.result === "BOUND") return answer;
  throw paymentReasons.error(answer?.result === "REFUSED" ? "CARD_NOT_ACCEPTED" : "BANK_UNAVAILABLE");
};

const commit = async (
  parts: PaymentsParts,
  session: ClientSession,
  userId: string,
  { token, lastFour, bankName }: Bound,
  now: Date,
): Promise<CardRow> => {
  const tokenIndex = parts.tokenIndex(token);
  const known = await parts.cards.findOne({ userId, tokenIndex }).session(session).lean();
  if (known) return known;
  // Counted in the transaction that writes the user's row, too: of two that are bound at once the second counts the first.
  await assertRoom(parts, userId, session);
  const _id = newId("crd", now);
  const sealed = sealCardToken(parts.seal, _id, token);
  const row: CardRow = { _id, userId, ...sealed, tokenIndex, lastDigits: lastFour, bankName, bindTime: now };
  await parts.cards.create([row], { session });
  const isNamed = await parts.realNames.exists({ _id: userId }).session(session);
  const change = { $push: { fundingOrder: _id }, ...(isNamed && { $set: { realNameLevel: 2 } }) };
  await parts.users.updateOne({ _id: userId }, change, { session });
  return row;
};
