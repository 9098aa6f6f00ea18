import type { Card } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { CardRow } from "./card-model.ts";

export const cardMessage = ({ _id, lastDigits, bankName, bindTime }: CardRow): Card => ({
  cardId: _id,
  ...{ lastDigits, bankName, bindTime },
});
