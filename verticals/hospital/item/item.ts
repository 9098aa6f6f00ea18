import type { Claim } from "../payment/claim.ts";
import type { RefundState } from "../payment/refund.ts";

/** What can be ordered. */
export interface ExaminationRow {
  /** `<storeId>:<code>` */
  readonly _id: string;
  readonly storeId: string;
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly price: bigint;
  readonly currencyCode: string;
  /** Where it is made. */
  readonly departmentId: string;
}

/** OPEN → IN_PAYMENT → PAID → PERFORMED or REFUNDED; the exits are told in the contract (ItemState). */
export type ItemState = "OPEN" | "IN_PAYMENT" | "PAID" | "PERFORMED" | "REFUNDED" | "WITHDRAWN";

/** An examination that was ordered, as it was in the catalogue then. */
export interface ItemRow {
  /** itm_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly appointmentId: string;
  readonly patientId: string;
  /** Who booked the visit. */
  readonly userId: string;
  readonly orderId: string;
  readonly orderedBy: string;
  readonly orderTime: Date;
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly price: bigint;
  readonly currencyCode: string;
  readonly departmentName: string;
  readonly departmentNameEn: string;
  readonly place: string;
  readonly placeEn: string;
  readonly state: ItemState;
  /** bil_…, on which it is or was paid; empty before. */
  readonly billId: string;
  readonly refundState: RefundState;
  readonly refundDueTime: Date;
  /** How often payments was asked for it in vain. */
  readonly refundTries?: number;
}

/** Items that are paid together. */
export interface BillRow {
  /** bil_…; the merchant's id of its trade as well. */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly userId: string;
  readonly patientId: string;
  readonly itemIds: readonly string[];
  readonly total: bigint;
  readonly currencyCode: string;
  readonly state: "OPEN" | "PAID" | "RELEASED";
  /** What was given back past the hospital, at the merchant's desk; in minor units. */
  readonly deskRefunded?: bigint;
  readonly lifetimeS: number;
  readonly expireTime: Date;
  readonly recoverTime: Date;
  readonly recoveries: number;
}

export const billClaim = (row: BillRow): Claim => ({
  ...{ merchantId: row.merchantId, storeId: row.storeId, merchantTradeId: row._id, amount: row.total },
  ...{ currencyCode: row.currencyCode, payerUserId: row.userId, lifetimeS: row.lifetimeS },
  subject: `检查检验费 ${row.itemIds.length} 项`,
});
