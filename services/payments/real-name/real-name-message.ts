import { money } from "../../../kernel/money/money.ts";
import type { RealName } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { spendingLimitsOf } from "../wallet/real-name.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import type { RealNameRow } from "./real-name-model.ts";

export const realNameMessage = (user: WalletUser, row: RealNameRow | null): RealName => {
  const { perDay, perYear } = spendingLimitsOf(user);
  return {
    level: user.realNameLevel ?? 0,
    maskedName: row?.maskedName ?? "",
    maskedIdentityNumber: row?.maskedIdentityNumber ?? "",
    dayLimit: money(perDay, user.currencyCode),
    yearLimit: money(perYear, user.currencyCode),
  };
};
