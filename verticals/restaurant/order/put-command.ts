import { readFields } from "../../../kernel/parse/parse.ts";
import type { PutLineRequest } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { readClientId } from "../queue/load-ticket.ts";
import type { OrderLine } from "./order.ts";

const MAX_QUANTITY = 99;
const MAX_NOTE = 60;
const MAX_CHOICES = 40;

/** Reads a line as it shall be. */
export const readPutLine = (request: PutLineRequest) => {
  const fields = readFields();
  const orderId = fields.id("order_id", request.orderId, "ord");
  const lineId = readClientId(fields, "line_id", "lin", request.lineId);
  const baseVersion = fields.integer("base_version", request.baseVersion, 0, 1_000_000);
  const dishId = fields.id("dish_id", request.dishId, "dsh");
  const note = fields.text("note", request.note, 0, MAX_NOTE);
  const quantity = fields.integer("quantity", request.quantity, baseVersion === 0 ? 1 : 0, MAX_QUANTITY);
  if (request.options.length > MAX_CHOICES)
    fields.refuse({ field: "options", en: `at most ${MAX_CHOICES} choices`, zh: `最多 ${MAX_CHOICES} 项` });
  fields.check();
  return { orderId, lineId, baseVersion, dishId, note, quantity, choices: request.options };
};
/** A line as it shall be. */
export type PutCommand = ReturnType<typeof readPutLine>;

/** Whether a line has the choices of the command, no more and no fewer. */
export const hasChoices = ({ options }: OrderLine, { choices }: PutCommand): boolean => {
  const chosen = new Set(options.map(({ groupId, optionId }) => `${groupId}/${optionId}`));
  return choices.length === chosen.size && choices.every((one) => chosen.has(`${one.groupId}/${one.optionId}`));
};

/** Whether the line is as the command wants it, by this very command: a repetition, which changes nothing. */
export const isDone = (line: OrderLine, command: PutCommand): boolean => {
  if (line.version !== command.baseVersion + 1 || line.quantity !== command.quantity) return false;
  return command.quantity === 0 || (line.note === command.note && hasChoices(line, command));
};
