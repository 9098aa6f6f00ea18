import { money } from "../../../kernel/money/money.ts";
import type { Transfer as TransferMessage } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { maskName } from "../wallet/wallet.ts";
import type { Transfer } from "./transfer.ts";

/** A transfer as its payer reads it: the payee's name is masked. */
export const transferMessage = (transfer: Transfer): TransferMessage => ({
  transferId: transfer.transferId,
  transferRequestId: transfer.transferRequestId,
  payerUserId: transfer.payerUserId,
  payerDisplayName: transfer.payerDisplayName,
  payeeUserId: transfer.payeeUserId,
  payeeDisplayName: maskName(transfer.payeeDisplayName),
  amount: money(transfer.amount, transfer.currencyCode),
  note: transfer.note,
  transferTime: transfer.transferTime,
});
