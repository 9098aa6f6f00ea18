import type { Bill } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount } from "../money/amount.ts";

type KindName =
  | "BILL_KIND_PAYMENT"
  | "BILL_KIND_REFUND"
  | "BILL_KIND_TRANSFER_OUT"
  | "BILL_KIND_TRANSFER_IN"
  | "BILL_KIND_REPAYMENT";

/** The kinds of lines, in the order in which they are offered. */
export const BILL_KINDS: readonly { readonly kind: KindName; readonly key: TextKey; readonly sign: "-" | "+" }[] = [
  { kind: "BILL_KIND_PAYMENT", key: "billPayment", sign: "-" },
  { kind: "BILL_KIND_REFUND", key: "billRefund", sign: "+" },
  { kind: "BILL_KIND_TRANSFER_OUT", key: "billTransferOut", sign: "-" },
  { kind: "BILL_KIND_TRANSFER_IN", key: "billTransferIn", sign: "+" },
  { kind: "BILL_KIND_REPAYMENT", key: "billRepayment", sign: "-" },
];

const kindOf = ({ kind }: Json<Bill>) => BILL_KINDS.find((known) => known.kind === kind) ?? BILL_KINDS[0]!;

/** What the line is, in a word. */
export const billKindKey = (bill: Json<Bill>): TextKey => kindOf(bill).key;

/** What it did to the wallet: `-¥12.00`, `+¥6.00`. */
export const billAmount = (bill: Json<Bill>): string => `${kindOf(bill).sign}${formatAmount(amountOf(bill.amount))}`;
