import { upsertRow } from "../../kernel/store/rows.ts";
import type { AccountRow } from "./account/account-model.ts";
import type { OutsideParts } from "./outside-parts.ts";

/** 2,000.00 CNY. */
const BALANCE = 200_000n;
/** Above 500.00 CNY a wallet asks for its password. */
const CONFIRM_OVER = 50_000n;

/** The demonstration's people at the other parties. */
const ACCOUNTS: readonly AccountRow[] = [
  {
    ...{ _id: "oac_demowechat1", channelId: "wechat-like", holderName: "赵敏 Zhao Min" },
    ...{ balance: BALANCE, confirmOver: CONFIRM_OVER, frozen: false },
  },
  {
    ...{ _id: "oac_demounionpay1", channelId: "unionpay-like", holderName: "周杰 Zhou Jie" },
    ...{ balance: BALANCE, confirmOver: CONFIRM_OVER, frozen: false },
  },
  {
    ...{ _id: "oac_demobank1", channelId: "bank-card", holderName: "李小明" },
    ...{ balance: 10n * BALANCE, confirmOver: 0n, frozen: false },
  },
];

/** Writes the demonstration's accounts where they are missing. */
export const seedDemo = async ({ accounts }: OutsideParts): Promise<void> => {
  for (const { _id, ...account } of ACCOUNTS)
    await upsertRow(accounts, { filter: { _id }, update: { $setOnInsert: account } });
};
