import { type AccessRow, operators, staff } from "../grant.ts";

/** Who stands at a till. */
export const till = staff("cashier", "manager");
/** Who runs a shop. */
export const office = staff("manager");
/** Who works for the platform itself. */
export const operator = operators();
/** Not at these doors: for services, which call within the mesh. */
export const SERVICES_ONLY: AccessRow = [];
