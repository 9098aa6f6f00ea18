import { type AccessRow, allow } from "../grant.ts";
import { operator } from "./roles.ts";

/** Who may call the rpcs of outside. */
export const outsideAccess: Readonly<Record<string, AccessRow>> = {
  "outside.createOutsideAccount": [allow(operator)],
  "outside.issueOutsideCode": [allow(operator)],
  "outside.issueTestCard": [allow(operator)],
  "outside.confirmOutsideOrder": [allow(operator)],
  "outside.setFaults": [allow(operator)],
  "outside.getOutsideOrder": [allow(operator)],
  "outside.getStatement": [allow(operator)],
};
