import { createHash } from "node:crypto";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { BillVoucher, GetBillVoucherRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import { EntryReason } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
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
    const bill = await findBill(parts, userId, billId);
    if (!bill) throw paymentReasons.error("BILL_NOT_FOUND");
    const entryId = await parts.ledger.findEntryId(billId, ENTRY_REASONS[bill.kind]);
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

const ENTRY_REASONS: Readonly<Record<BillKind, EntryReason>> = {
  PAYMENT: EntryReason.PAYMENT,
  REFUND: EntryReason.REFUND,
  TRANSFER_OUT: EntryReason.TRANSFER,
  TRANSFER_IN: EntryReason.TRANSFER,
  REPAYMENT: EntryReason.REPAYMENT,
};

/** The user's line of that id; another's is not there. */
const findBill = async (parts: PaymentsParts, userId: string, billId: string): Promise<Bill | undefined> => {
  const { trades, refunds, transfers, repayments } = parts;
  switch (billId.slice(0, 3) as (typeof PREFIXES)[number]) {
    case "trd": {
      const row = await trades.findOne({ _id: billId, payerUserId: userId }).lean();
      return row ? paymentBill(row) : undefined;
    }
    case "rfd": {
      const row = await refunds.findOne({ _id: billId, payerUserId: userId }).lean();
      return row ? refundBill(row) : undefined;
    }
    case "trf": {
      const row = await transfers.findById(billId).lean();
      return row && [row.payerUserId, row.payeeUserId].includes(userId) ? transferBill(row, userId) : undefined;
    }
    case "rpy": {
      const row = await repayments.findOne({ _id: billId, userId }).lean();
      return row ? repaymentBill(row) : undefined;
    }
  }
};

/** Twenty digits that the user and the line make. */
const voucherNumberOf = (userId: string, billId: string): string => {
  const hash = createHash("sha256").update(`voucher ${userId} ${billId}`).digest();
  return (BigInt(`0x${hash.subarray(0, 12).toString("hex")}`) % 10n ** 20n).toString().padStart(20, "0");
};
