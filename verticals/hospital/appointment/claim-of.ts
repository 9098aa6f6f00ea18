import type { Claim } from "../payment/claim.ts";
import type { AppointmentRow } from "./appointment.ts";

/** The fee of an appointment. */
export const claimOf = (row: AppointmentRow): Claim => ({
  ...{ merchantId: row.merchantId, storeId: row.storeId, merchantTradeId: row._id, amount: row.fee },
  ...{ currencyCode: row.currencyCode, payerUserId: row.userId, lifetimeS: row.tradeLifetimeS },
  subject: `挂号费 ${row.departmentName} ${row.doctorName}`,
});
