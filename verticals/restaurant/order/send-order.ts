import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  DiningOrder as DiningOrderMessage,
  SendOrderRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { restaurantReasons } from "../errors.ts";
import { type Dish, whyNotOrderable } from "../menu/dish.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { DiningStore } from "../store/store.ts";
import { dishRefusal } from "./cart-line.ts";
import { loadOrder, lockOrder, tellOrder } from "./lock-order.ts";
import { type OrderLine, takesLines } from "./order.ts";
import { showOrder } from "./order-message.ts";
import { sendLines } from "./send-lines.ts";

const MAX_LINES = 100;

const parse = (request: SendOrderRequest) => {
  const fields = readFields();
  const orderId = fields.id("order_id", request.orderId, "ord");
  const lineIds = [...new Set(request.lineIds)];
  if (lineIds.length === 0 || lineIds.length > MAX_LINES)
    fields.refuse({ field: "line_ids", en: `1 to ${MAX_LINES} lines`, zh: `须有 1 至 ${MAX_LINES} 行` });
  for (const [index, lineId] of lineIds.slice(0, MAX_LINES).entries()) fields.id(`line_ids[${index}]`, lineId, "lin");
  fields.check();
  return { orderId, lineIds };
};

/** The lines of a cart by whether their dishes can be made now. */
export const sortByMenu = async (
  { dishes }: Pick<RestaurantParts, "dishes">,
  lines: readonly OrderLine[],
  store: DiningStore,
  { session, now }: Pick<Work, "session" | "now">,
) => {
  const ids = [...new Set(lines.map(({ dishId }) => dishId))];
  const rows = await dishes
    .find({ _id: { $in: ids } })
    .session(session)
    .lean<Dish[]>();
  const byId = new Map(rows.map((dish) => [dish._id, dish]));
  const whyNot = ({ dishId }: OrderLine) => {
    const dish = byId.get(dishId);
    return dish ? whyNotOrderable(dish, store, now) : "DISH_SOLD_OUT";
  };
  const named = (reason: "DISH_SOLD_OUT" | "DISH_NOT_AT_THIS_TIME") =>
    lines.filter((line) => whyNot(line) === reason).map(({ dishName: name, dishNameEn: nameEn }) => ({ name, nameEn }));
  return {
    orderable: lines.filter((line) => !whyNot(line)),
    soldOut: named("DISH_SOLD_OUT"),
    notNow: named("DISH_NOT_AT_THIS_TIME"),
  };
};

const sendOnce = async (
  parts: RestaurantParts,
  { orderId, lineIds }: ReturnType<typeof parse>,
  caller: Caller,
  work: Work,
): Promise<void> => {
  const order = await lockOrder(parts, orderId, caller, work);
  const named = await parts.lines
    .find({ _id: { $in: lineIds }, orderId: order._id })
    .sort({ addTime: 1, _id: 1 })
    .session(work.session)
    .lean<OrderLine[]>();
  if (named.length < lineIds.length) throw restaurantReasons.error("LINE_NOT_FOUND");
  const lines = named.filter(({ state }) => state === "CART");
  // All of them went before: this is a repetition, or another phone was quicker.
  if (lines.length === 0 && named.some(({ state }) => state === "SENT" || state === "CANCELLED")) return;
  if (!takesLines(order)) throw restaurantReasons.error("ORDER_CLOSED");
  const store = await loadStore(parts, order.storeId, work.session);
  const { soldOut, notNow } = await sortByMenu(parts, lines, store, work);
  if (soldOut.length > 0) throw dishRefusal("DISH_SOLD_OUT", soldOut);
  if (notNow.length > 0) throw dishRefusal("DISH_NOT_AT_THIS_TIME", notNow);
  if (order.state === "AHEAD") throw restaurantReasons.error("ORDER_NOT_SEATED");
  if (lines.length === 0) throw restaurantReasons.error("CART_EMPTY");
  // From here on nothing is refused.
  await tellOrder(parts, await sendLines(parts, order, lines, store, work), work);
};

/** Sends lines of the cart to the kitchen, each once: whichever phone comes second finds them sent. */
export const sendOrder =
  (parts: RestaurantParts): Handler<SendOrderRequest, DiningOrderMessage> =>
  async (request, { caller, now, traceparent }) => {
    const command = parse(request);
    await parts.store.transaction((session) => sendOnce(parts, command, caller, { session, now, traceparent }));
    return showOrder(parts, await loadOrder(parts, command.orderId, caller), now);
  };
