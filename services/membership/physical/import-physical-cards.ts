import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import {
  ImportOutcome,
  type ImportPhysicalCardsRequest,
  type ImportPhysicalCardsResponse,
  type PhysicalCard,
} from "../../../proto/gen/paywindow/membership/v1/card.ts";
import { assertManages } from "../callers.ts";
import { MAX_IMPORT } from "../config.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { loadProgramme } from "../programme/programme-model.ts";
import { type PhysicalCardRow, physicalCardIdOf } from "./physical-card-model.ts";
import { readPhysicalNumber } from "./read-physical-card.ts";

const PHONE = { en: "a mobile number of 11 digits", zh: "须为 11 位手机号" };
const MAX_OLD_POINTS = 1_000_000_000n;

/** ImportPhysicalCards: every wrong row is named before anything is written; then each row is there once, however often it is sent. */
export const importPhysicalCards =
  (parts: MembershipParts): Handler<ImportPhysicalCardsRequest, ImportPhysicalCardsResponse> =>
  async (request, { caller, now }) => {
    const { merchantId, cards } = parse(request);
    assertManages(caller, merchantId);
    await loadProgramme(parts, merchantId);
    const rows = cards.map(({ cardNumber, phone, oldPoints }) => ({
      ...{ _id: physicalCardIdOf(merchantId, cardNumber), merchantId, cardNumber },
      ...{ phoneIndex: parts.phoneIndex(phone), oldPoints, importTime: now },
    }));
    const outcomes = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => importRows(parts, session, rows)),
    );
    return { rows: cards.map(({ cardNumber }, index) => ({ cardNumber, outcome: outcomes[index] as ImportOutcome })) };
  };

const parse = ({ merchantId, cards }: ImportPhysicalCardsRequest) => {
  const fields = readFields();
  fields.id("merchant_id", merchantId, "mer");
  if (cards.length < 1 || cards.length > MAX_IMPORT)
    fields.refuse({ field: "cards", en: `1 to ${MAX_IMPORT} cards`, zh: `须有 1 至 ${MAX_IMPORT} 张卡` });
  const seen = new Set<string>();
  for (const [index, card] of cards.slice(0, MAX_IMPORT).entries()) {
    checkRow(fields, `cards[${index}]`, card);
    if (seen.has(card.cardNumber))
      fields.refuse({ field: `cards[${index}].card_number`, en: "each number once", zh: "卡号重复" });
    seen.add(card.cardNumber);
  }
  fields.check();
  return { merchantId, cards };
};

const checkRow = (fields: FieldReader, at: string, { cardNumber, phone, oldPoints }: PhysicalCard): void => {
  readPhysicalNumber(fields, `${at}.card_number`, cardNumber);
  fields.matching(`${at}.phone`, phone, /^1[3-9]\d{9}$/, PHONE);
  if (oldPoints < 0n || oldPoints > MAX_OLD_POINTS)
    fields.refuse({ field: `${at}.old_points`, en: `0 to ${MAX_OLD_POINTS}`, zh: `须为 0 至 ${MAX_OLD_POINTS}` });
};

/** In the caller's transaction. @throws code 11000 where somebody else wrote one of them in between. */
export const importRows = async (
  { physicalCards }: Pick<MembershipParts, "physicalCards">,
  session: ClientSession,
  rows: readonly PhysicalCardRow[],
): Promise<ImportOutcome[]> => {
  const ids = rows.map(({ _id }) => _id);
  const found = await physicalCards
    .find({ _id: { $in: ids } })
    .session(session)
    .lean<PhysicalCardRow[]>();
  const known = new Map(found.map((row) => [row._id, row]));
  for (const row of rows) if (!known.has(row._id)) await insertRow(physicalCards, row, session);
  return rows.map(({ _id, phoneIndex, oldPoints }) => {
    const before = known.get(_id);
    if (!before) return ImportOutcome.IMPORT_OUTCOME_IMPORTED;
    const isSame = before.phoneIndex === phoneIndex && before.oldPoints === oldPoints;
    return isSame ? ImportOutcome.IMPORT_OUTCOME_UNCHANGED : ImportOutcome.IMPORT_OUTCOME_DIFFERS;
  });
};
