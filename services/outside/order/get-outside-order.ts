import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { GetOutsideOrderRequest, OutsideOrder } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { parseChannelId, requireOperator } from "../callers.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { readOrderMessage } from "./order-message.ts";
import { orderIdOf } from "./order-model.ts";

/** Reads which order a request names. */
export const parseOrderId = (request: GetOutsideOrderRequest): string => {
  const fields = readFields();
  const channelId = parseChannelId(fields, request.channelId);
  const orderNumber = fields.text("order_number", request.orderNumber, 1, 64);
  fields.check();
  return orderIdOf(channelId, orderNumber);
};

/** GetOutsideOrder: the book itself, past every fault. */
export const getOutsideOrder =
  (parts: OutsideParts): Handler<GetOutsideOrderRequest, OutsideOrder> =>
  async (request, { caller }) => {
    requireOperator(caller);
    return readOrderMessage(parts, parseOrderId(request));
  };
