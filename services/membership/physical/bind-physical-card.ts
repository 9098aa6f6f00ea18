import type { ClientSession } from "mongoose";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { BindPhysicalCardRequest, MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import { findOrAddCard } from "../card/add-card.ts";
import { type CardRow, loadCard } from "../card/card-model.ts";
import { maskNumber } from "../card/card-number.ts";
import { showCard } from "../card/show-card.ts";
import { membershipReasons } from "../errors.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { merge } from "../points/points.ts";
import { openBook } from "../points/points-book.ts";
import { expireTimeOf } from "../programme/expiry.ts";
import { loadProgramme, type ProgrammeRow } from "../programme/programme-model.ts";
import { type PhysicalCardRow, physicalCardIdOf } from "./physical-card-model.ts";
import { readPhysicalNumber } from "./read-physical-card.ts";

interface Binding {
  readonly programme: ProgrammeRow;
  readonly userId: string;
  readonly physicalCardId: string;
  /** Of the phone that the user has at hand. */
  readonly phoneIndex: string;
}

/**
 * BindPhysicalCard (C6): the code proves that the user has the phone that identity knows of them, and the card must have been given out to that phone. Whether the
 * card exists and whose it is is told only to those who have shown a code, of which identity sends a few a day. The card, its points and whose it has become are
 * written together.
 */
export const bindPhysicalCard =
  (parts: MembershipParts): Handler<BindPhysicalCardRequest, MemberCard> =>
  async (request, context) => {
    const userId = userOf(context.caller);
    const { merchantId, cardNumber, phoneCode } = parse(request);
    const programme = await loadProgramme(parts, merchantId);
    const physicalCardId = physicalCardIdOf(merchantId, cardNumber);
    const known = await findRow(parts.physicalCards, { _id: physicalCardId });
    if (known?.boundUserId === userId && known.boundCardId)
      return showCard(parts, await loadCard(parts, known.boundCardId, { userId }), context.now);
    const phoneIndex = await redeemCode(parts, userId, phoneCode, context);
    const binding = { programme, userId, physicalCardId, phoneIndex };
    const card = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => bind(parts, session, binding, context)),
    );
    return showCard(parts, card, context.now);
  };

const parse = (request: BindPhysicalCardRequest) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const cardNumber = readPhysicalNumber(fields, "card_number", request.cardNumber);
  const shape = { en: "six digits", zh: "须为 6 位数字" };
  const phoneCode = fields.matching("phone_code", request.phoneCode, /^\d{6}$/, shape);
  fields.check();
  return { merchantId, cardNumber, phoneCode };
};

/** Identity's own reasons (PHONE_CODE_WRONG …) go on to the caller as they are. */
const redeemCode = async (
  { identity }: MembershipParts,
  userId: string,
  phoneCode: string,
  { deadline, signal, traceparent }: CallContext,
): Promise<string> => {
  const purpose = PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_MEMBER_CARD;
  const caller = serviceCaller("membership");
  const { phoneIndex } = await identity.redeemPhoneCode(
    { userId, purpose, phoneCode },
    { caller, deadline, signal, traceparent },
  );
  return phoneIndex;
};

/** @throws PHYSICAL_CARD_NOT_FOUND, PHYSICAL_CARD_BOUND, PHYSICAL_CARD_PHONE_DIFFERS. */
const bind = async (
  parts: MembershipParts,
  session: ClientSession,
  { programme, userId, physicalCardId, phoneIndex }: Binding,
  context: CallContext,
): Promise<CardRow> => {
  const physical = await findRow(parts.physicalCards, { _id: physicalCardId }, session);
  if (!physical) throw membershipReasons.error("PHYSICAL_CARD_NOT_FOUND");
  if (physical.boundUserId !== undefined && physical.boundUserId !== userId)
    throw membershipReasons.error("PHYSICAL_CARD_BOUND");
  if (physical.phoneIndex !== phoneIndex) throw membershipReasons.error("PHYSICAL_CARD_PHONE_DIFFERS");
  const card = await findOrAddCard(parts, session, { programme, userId }, context);
  if (physical.boundUserId === userId) return card;
  return mergeInto(parts, session, { programme, physical, card }, context);
};

const mergeInto = async (
  parts: MembershipParts,
  session: ClientSession,
  { programme, physical, card }: { programme: ProgrammeRow; physical: PhysicalCardRow; card: CardRow },
  context: CallContext,
): Promise<CardRow> => {
  const { now } = context;
  const bound = { boundCardId: card._id, boundUserId: card.userId, bindTime: now };
  await updateRow(parts.physicalCards, { filter: { _id: physical._id }, update: { $set: bound } }, { session });
  const book = await openBook(parts, session, { cardId: card._id }, context);
  const expireTime = expireTimeOf(programme.expiry, now);
  book.apply(merge(book.points, { expireTime, points: physical.oldPoints }));
  await book.close();
  const boundPhysicalCards = [...card.boundPhysicalCards, maskNumber(physical.cardNumber)];
  await parts.cards.updateOne({ _id: card._id }, { $set: { boundPhysicalCards } }, { session });
  return { ...card, boundPhysicalCards };
};
