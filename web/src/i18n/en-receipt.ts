import type { zhReceipt } from "./zh-receipt.ts";

/** The texts of printed slips, in English. */
export const enReceipt: Record<keyof typeof zhReceipt, string> = {
  receiptMember: "Member",
  receiptMemberDiscount: "Member discount",
  receiptPoints: "Points to come",
  slipOpen: "Slip",
  slipPrint: "Print at the receipt printer",
  slipSave: "Save the printer's file",
  slipCopy: "REPRINT",
  slipFailed: "The printer did not take it; check it and try again",
  slipScanToPay: "Scan with the wallet to pay",
  slipPayBefore: "Pay before",
  receiptNumber: "Receipt",
  receiptTime: "Time",
  receiptCashier: "Cashier",
  receiptTill: "Till",
  receiptItem: "Item",
  receiptQuantity: "Qty",
  receiptAmount: "Amount",
  receiptTotal: "Total",
  receiptPaidBy: "Paid by",
  receiptMethod: "Method",
  receiptMethodCode: "Payment code",
  receiptTradeId: "Payment no.",
  receiptThanks: "Thank you. Please keep this receipt.",
};
