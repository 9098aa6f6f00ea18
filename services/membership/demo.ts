import { runAgainOnDuplicate } from "../../kernel/store/run-again.ts";
import { findOrAddCard } from "./card/add-card.ts";
import type { MembershipParts } from "./membership-parts.ts";
import { importRows } from "./physical/import-physical-cards.ts";
import { physicalCardIdOf } from "./physical/physical-card-model.ts";
import type { Level } from "./programme/programme.ts";
import { findProgramme } from "./programme/programme-model.ts";
import { writeProgramme } from "./programme/set-programme.ts";

const merchantId = "mer_demomarket";

const LEVELS: readonly Level[] = [
  {
    ...{ name: "银卡", nameEn: "Silver", thresholdPoints: 0n, discountBasisPoints: 200 },
    ...{ benefits: "会员价 98 折，消费 1 元积 1 分", benefitsEn: "2 % off, one point per yuan" },
  },
  {
    ...{ name: "金卡", nameEn: "Gold", thresholdPoints: 500n, discountBasisPoints: 500 },
    ...{ benefits: "会员价 95 折，生日双倍礼遇", benefitsEn: "5 % off, a gift on your birthday" },
  },
  {
    ...{ name: "钻石卡", nameEn: "Diamond", thresholdPoints: 2_000n, discountBasisPoints: 800 },
    ...{ benefits: "会员价 92 折，免费送货上门", benefitsEn: "8 % off, free delivery" },
  },
];

const demoProgramme = {
  ...{ merchantId, version: 0, name: "惠民会员卡", nameEn: "Huimin Club", cardPrefix: "8801", levels: LEVELS },
  // Within a day a trade may still be reversed, so its points wait as long.
  ...{ levelWindowDays: 365, pointsPerYuan: 1, pendingDays: 1, pointWorthFen: 1 },
  expiry: { rule: "YEAR_END", count: 1 },
} as const;

/** Cards of plastic of the old days, given out to the phones of the demonstration's shoppers. */
const PLASTIC: readonly (readonly [cardNumber: string, phone: string, oldPoints: bigint])[] = [
  ["HM20180001", "13800000002", 1_280n],
  ["HM20180002", "13800000002", 360n],
  ["HM20180003", "13800000001", 820n],
];

/** Writes what is missing of the demonstration: a programme, a card, cards of plastic. What is there stays as it is. */
export const seedDemo = async (parts: MembershipParts, now: Date): Promise<void> => {
  const cause = { now, traceparent: "" };
  await runAgainOnDuplicate(() =>
    parts.store.transaction(async (session) => {
      const programme =
        (await findProgramme(parts, merchantId, session)) ?? (await writeProgramme(parts, session, demoProgramme, now));
      await findOrAddCard(parts, session, { programme, userId: "usr_demoshopper1" }, cause);
      const rows = PLASTIC.map(([cardNumber, phone, oldPoints]) => ({
        ...{ _id: physicalCardIdOf(merchantId, cardNumber), merchantId, cardNumber },
        ...{ phoneIndex: parts.phoneIndex(phone), oldPoints, importTime: now },
      }));
      await importRows(parts, session, rows);
    }),
  );
};
