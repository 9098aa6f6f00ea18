import { authToken } from "./auth-token.ts";
import { authTokenQuery } from "./auth-token-query.ts";
import type { Method } from "./method.ts";
import { refundQuery } from "./refund-query.ts";
import { tradeCancel } from "./trade-cancel.ts";
import { tradeClose } from "./trade-close.ts";
import { tradeCreate } from "./trade-create.ts";
import { PAGE_METHODS } from "./trade-page-pay.ts";
import { tradePay } from "./trade-pay.ts";
import { tradePrecreate } from "./trade-precreate.ts";
import { tradeQuery } from "./trade-query.ts";
import { tradeRefund } from "./trade-refund.ts";

/** Every method that the door serves; all others it does not know. */
export const METHODS: readonly Method[] = [
  ...[tradePay, tradePrecreate, tradeCreate, tradeQuery, tradeCancel, tradeClose, tradeRefund, refundQuery],
  ...[authToken, authTokenQuery],
];

const byName = new Map([...METHODS, ...PAGE_METHODS].map((method) => [method.name, method]));

/** Also those that answer a browser and not a program: version 2 alone has them. */
export const methodNamed = (name: string): Method | undefined => byName.get(name);
