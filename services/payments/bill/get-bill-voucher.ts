import { createHash } from "node:crypto";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { BillVoucher, GetBillVoucherRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import { EntryReason } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { subjectOf } from "../refund/refund.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import type { Bill, BillKind } from "./bill.ts";
import { billMessages } from "./bill-message.ts";
import { paymentBill, refundBill, repaymentBill, transferBill } from "./bill-sources.ts";

/** GetBillVoucher: a receipt for one line of the caller's bill, with the ledger's entry that moved the money. */
export const getBillVoucher =
  (parts: PaymentsParts): Handler<GetBillVoucherRequest, BillVoucher> =>
  async (request, { caller, now }) => {
    const { billId } = parse(request);
    const { userId, displayName } = await loadWalletUser(parts, caller);
    const found = await findBill(parts, userId, billId);
    if (!found) throw paymentReasons.error("BILL_NOT_FOUND");
    const { bill } = found;
    const entryId = await findEntry(parts, found);
    if (bill.state !== "SUCCESS" || !entryId) throw paymentReasons.error("BILL_NOT_SETTLED");
    return {
      bill: (await billMessages(parts, [bill]))[0],
      holderName: displayName,
      counterpartyNumber: bill.counterpartyNumber,
      tradeId: bill.tradeId ?? "",
      entryId,
      voucherNumber: voucherNumberOf(userId, billId),
      issueTime: now,
    };
  };

const PREFIXES = ["trd", "rfd", "trf", "rpy"] as const;

const parse = ({ billId }: GetBillVoucherRequest) => {
  const fields = readFields();
  if (!PREFIXES.some((prefix) => isId(prefix, billId)))
    fields.refuse({ field: "bill_id", en: "a bill_id of ListBills", zh: "须为 ListBills 返回的 bill_id" });
  fields.check();
  return { billId };
};

/** Why the entry exists by which the line's money moved. A refund has one of two: at once in our own ledger, or when its channel had it arrive. */
const ENTRY_REASONS: Readonly<Record<BillKind, readonly EntryReason[]>> = {
  PAYMENT: [EntryReason.PAYMENT],
  REFUND: [EntryReason.REFUND, EntryReason.REFUND_DONE],
  TRANSFER_OUT: [EntryReason.TRANSFER],
  TRANSFER_IN: [EntryReason.TRANSFER],
  REPAYMENT: [EntryReason.REPAYMENT],
};

/** A line, and what it is called in the ledger. */
interface Found {
  readonly bill: Bill;
  readonly subjectId: string;
}

const findEntry = async ({ ledger }: PaymentsParts, { bill, subjectId }: Found): Promise<string | undefined> => {
  const reasons = ENTRY_REASONS[bill.kind];
  const entryIds = await Promise.all(reasons.map((reason) => ledger.findEntryId(subjectId, reason)));
  return entryIds.find((entryId) => entryId !== undefined);
};

/** The user's line of that id; another's is not there. */
const findBill = async (parts: PaymentsParts, userId: string, billId: string): Promise<Found | undefined> => {
  const { trades, refunds, transfers, repayments } = parts;
  switch (billId.slice(0, 3) as (typeof PREFIXES)[number]) {
    case "trd": {
      const row = await trades.findOne({ _id: billId, payerUserId: userId }).lean();
      return row ? { bill: paymentBill(row), subjectId: billId } : undefined;
    }
    case "rfd": {
      const row = await refunds.findOne({ _id: billId, payerUserId: userId }).lean();
      return row
        ? { bill: refundBill(row), subjectId: subjectOf({ refundId: billId, ...(row.tries && { tries: row.tries }) }) }
        : undefined;
    }
    case "trf": {
      const row = await transfers.findById(billId).lean();
      const isTheirs = row !== null && [row.payerUserId, row.payeeUserId].includes(userId);
      return isTheirs ? { bill: transferBill(row, userId), subjectId: billId } : undefined;
    }
    case "rpy": {
      const row = await repayments.findOne({ _id: billId, userId }).lean();
      return row ? { bill: repaymentBill(row), subjectId: billId } : undefined;
    }
  }
};

/** Twenty digits that the user and the line make. */
const voucherNumberOf = (userId: string, billId: string): string => {
  const hash = createHash("sha256").update(`voucher ${userId} ${billId}`).digest();
  return (BigInt(`0x${hash.subarray(0, 12).toString("hex")}`) % 10n ** 20n).toString().padStart(20, "0");
};
