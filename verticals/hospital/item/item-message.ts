import { money } from "../../../kernel/money/money.ts";
import { BillState, type Item, type ItemBill, ItemState } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { refundNumberOf } from "../appointment/appointment-message.ts";
import type { BillRow, ItemRow } from "./item.ts";

export const itemMessage = (row: ItemRow): Item => ({
  ...{ itemId: row._id, appointmentId: row.appointmentId, patientId: row.patientId, code: row.code },
  ...{ name: row.name, nameEn: row.nameEn, price: money(row.price, row.currencyCode), orderTime: row.orderTime },
  ...{ departmentName: row.departmentName, departmentNameEn: row.departmentNameEn, place: row.place },
  ...{ placeEn: row.placeEn, state: ItemState[`ITEM_STATE_${row.state}`], billId: row.billId },
  refundState: refundNumberOf(row.refundState),
});

/** `tradeId` is known where the bill was just made or asked for again. */
export const billMessage = (row: BillRow, tradeId: string): ItemBill => ({
  ...{ billId: row._id, tradeId, total: money(row.total, row.currencyCode), expireTime: row.expireTime },
  ...{ state: BillState[`BILL_STATE_${row.state}`], itemIds: [...row.itemIds] },
});
