import { isDeepStrictEqual } from "node:util";
import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type {
  Programme as ProgrammeMessage,
  SetProgrammeRequest,
} from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import { assertManages } from "../callers.ts";
import { membershipReasons } from "../errors.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { parseProgramme, type WantedProgramme } from "./parse-programme.ts";
import type { Programme } from "./programme.ts";
import { programmeMessage } from "./programme-message.ts";
import { findProgramme, type ProgrammeRow, programmeIdOf } from "./programme-model.ts";

/** SetProgramme: the next version, where the one that was read is still the newest. Of two at once one wins; the other finds PROGRAMME_CHANGED. */
export const setProgramme =
  (parts: MembershipParts): Handler<SetProgrammeRequest, ProgrammeMessage> =>
  async (request, { caller, now }) => {
    const wanted = parseProgramme(request);
    assertManages(caller, wanted.merchantId);
    return runAgainOnDuplicate(async () =>
      programmeMessage(await parts.store.transaction((session) => writeProgramme(parts, session, wanted, now))),
    );
  };

const termsOf = ({ merchantId, name, nameEn, cardPrefix, levels, expiry, ...figures }: WantedProgramme) => {
  const { levelWindowDays, pointsPerYuan, pendingDays, pointWorthFen } = figures;
  const { rule, count } = expiry;
  return {
    ...{ merchantId, name, nameEn, cardPrefix, expiry: { rule, count } },
    ...{ levels: levels.map((level) => ({ ...level })), levelWindowDays, pointsPerYuan, pendingDays, pointWorthFen },
  };
};

/** @throws PROGRAMME_CHANGED, CARD_PREFIX_TAKEN. */
export const writeProgramme = async (
  parts: MembershipParts,
  session: ClientSession,
  wanted: WantedProgramme,
  now: Date,
): Promise<Programme> => {
  const { merchantId } = wanted;
  const newest = await findProgramme(parts, merchantId, session);
  if (newest && isDeepStrictEqual(termsOf(newest), termsOf(wanted))) return newest;
  if ((newest?.version ?? 0) !== wanted.version) throw membershipReasons.error("PROGRAMME_CHANGED");
  await claimPrefix(parts, session, wanted);
  const version = wanted.version + 1;
  const row: ProgrammeRow = {
    ...{ _id: programmeIdOf(merchantId, version), ...termsOf(wanted), version, setTime: now },
    isSpread: newest === null,
  };
  await insertRow(parts.programmes, row, session);
  return row;
};

/** A prefix stays its merchant's, whatever the programme says later: cards with it are out. */
const claimPrefix = async (
  { cardPrefixes }: MembershipParts,
  session: ClientSession,
  { merchantId, cardPrefix }: WantedProgramme,
): Promise<void> => {
  const claimed = await findRow(cardPrefixes, { _id: cardPrefix }, session);
  if (claimed && claimed.merchantId !== merchantId) throw membershipReasons.error("CARD_PREFIX_TAKEN");
  if (!claimed) await insertRow(cardPrefixes, { _id: cardPrefix, merchantId }, session);
};
