import type { AccessRow } from "./grant.ts";
import { contentAccess } from "./tables/content-access.ts";
import { hospitalAccess } from "./tables/hospital-access.ts";
import { identityAccess } from "./tables/identity-access.ts";
import { marketingAccess } from "./tables/marketing-access.ts";
import { membershipAccess } from "./tables/membership-access.ts";
import { outsideAccess } from "./tables/outside-access.ts";
import { paymentsAccess } from "./tables/payments-access.ts";
import { restaurantAccess } from "./tables/restaurant-access.ts";
import { supermarketAccess } from "./tables/supermarket-access.ts";

/**
 * Who may call what, on whose resource: one row per rpc, default deny; a file per service. A test holds the rows against the contracts both ways, and a matrix
 * test calls every route as every role on own and foreign resources through both doors.
 */
export const accessTable: Readonly<Record<string, AccessRow>> = {
  ...identityAccess,
  ...paymentsAccess,
  ...outsideAccess,
  ...hospitalAccess,
  ...supermarketAccess,
  ...restaurantAccess,
  ...contentAccess,
  ...membershipAccess,
  ...marketingAccess,
};
