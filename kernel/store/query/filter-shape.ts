import { serverError } from "./server-error.ts";
import { type Doc, isDoc } from "./value.ts";

/** The filters inside `$and`, `$or` and `$nor`. */
export function filterList(operator: string, operand: unknown): Doc[] {
  if (!Array.isArray(operand) || operand.length === 0) throw serverError(2, `${operator} must be a nonempty array`);
  if (!operand.every(isDoc)) throw serverError(2, `${operator} entries need to be full objects`);
  return operand;
}

/** True for an operand such as `{ $gte: 1 }`, as opposed to a document to be equal to. */
export function isOperators(operand: unknown): operand is Doc {
  if (!isDoc(operand)) return false;
  for (const key in operand) return key.startsWith("$") && key !== "$ref" && key !== "$id" && key !== "$db";
  return false;
}
