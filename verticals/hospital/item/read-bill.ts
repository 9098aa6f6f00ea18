import type { Caller } from "../../../kernel/auth/caller.ts";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { GetItemBillRequest, GiveUpBillRequest, ItemBill } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { settleBill } from "./conclude-bill.ts";
import type { BillRow } from "./item.ts";
import { billMessage } from "./item-message.ts";

const loadBill = async ({ bills }: HospitalParts, billId: string, caller: Caller): Promise<BillRow> => {
  const userId = userOf(caller);
  const fields = readFields();
  fields.id("bill_id", billId, "bil");
  fields.check();
  const bill = await findRow(bills, { _id: billId, userId });
  if (!bill) throw hospitalReasons.error("BILL_NOT_FOUND");
  return bill;
};

/** GetItemBill */
export const getItemBill =
  (parts: HospitalParts): Handler<GetItemBillRequest, ItemBill> =>
  async ({ billId }, { caller }) =>
    billMessage(await loadBill(parts, billId, caller), "");

/** GiveUpBill: its trade is closed before its items are open again (P9); one that turns out to be paid stays paid. */
export const giveUpBill =
  (parts: HospitalParts): Handler<GiveUpBillRequest, ItemBill> =>
  async ({ billId }, context) => {
    const bill = await loadBill(parts, billId, context.caller);
    const settled = bill.state === "OPEN" ? await settleBill(parts, bill, context) : bill;
    if (settled.state === "OPEN") throw hospitalReasons.error("PAYMENT_UNDER_WAY");
    return billMessage(settled, "");
  };
