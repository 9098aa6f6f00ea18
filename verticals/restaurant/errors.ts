import { defineReasons, type ReasonRow } from "../../kernel/errors/reason.ts";

const row = (code: ReasonRow["code"], zh: string, en: string, retryable = false): ReasonRow => ({
  code,
  retryable,
  zh,
  en,
});
const missing = (zh: string, en: string): ReasonRow => row("NOT_FOUND", zh, en);
const refused = (zh: string, en: string): ReasonRow => row("FAILED_PRECONDITION", zh, en);
const raced = (zh: string, en: string): ReasonRow => row("ABORTED", zh, en);

/** Why the restaurant refuses, in the order in which its guards stand. PayShare and TakeCash also give the reasons of payments, as payments gave them. */
export const restaurantReasons = defineReasons("restaurant", {
  STORE_NOT_FOUND: missing("没有这家门店", "There is no such restaurant."),
  TICKET_NOT_FOUND: missing("没有这张排队号", "There is no such ticket."),
  TABLE_NOT_FOUND: missing("没有这张桌台", "There is no such table."),
  ORDER_NOT_FOUND: missing("没有这张订单", "There is no such order."),
  LINE_NOT_FOUND: missing("订单里没有这道菜", "The order has no such line."),
  DISH_NOT_FOUND: missing("菜单上没有这道菜", "There is no such dish on the menu."),
  KITCHEN_ITEM_NOT_FOUND: missing("后厨没有这道菜", "The kitchen has no such dish."),
  SHARE_NOT_FOUND: missing("没有这份账单", "There is no such share."),
  ID_REUSED: row("ALREADY_EXISTS", "编号已用于其他内容", "The id was used for something else."),
  TICKET_ALREADY_HELD: refused("您已有排队号 {ticketNumber}", "You hold the ticket {ticketNumber} already."),
  TICKET_NOT_LIVE: refused("排队号已入座或失效", "The ticket is seated or over."),
  PARTY_BY_BOOKING: refused(
    "超过 {largest} 位请提前预订",
    "A party of more than {largest} comes by booking; call the restaurant.",
  ),
  LOCATION_NEEDED: refused(
    "远程取号需要定位，到店可扫门口二维码",
    "A ticket from afar needs your location; at the door, scan its code.",
  ),
  TOO_FAR: refused(
    "距离门店 {distance} 米，超出 {radius} 米的取号范围",
    "You are {distance} m away; tickets are given within {radius} m.",
  ),
  CALL_OUT_OF_TURN: raced("叫号次数已变化，请刷新", "The ticket was called meanwhile; look again."),
  TICKET_NOT_CALLED: refused("还没有叫到这个号", "The ticket is not being called."),
  TICKET_NOT_POOLED: refused("这个号没有过号", "The ticket is not in the pool."),
  PARTY_SIZE_NEEDED: refused("请先选择用餐人数", "Say how many sit down."),
  TABLE_OCCUPIED: refused("桌台已有客人", "Somebody sits at the table."),
  TABLE_NOT_FIT: refused("此桌接待 {min} 至 {max} 位客人", "The table is for parties of {min} to {max}."),
  PARTIES_WAITING: refused("有客人在排队，请先取号", "Parties of your size are waiting; take a ticket first."),
  TABLE_NOT_OPEN: refused("桌台没有客人", "Nobody sits at the table."),
  BILL_NOT_PAID: refused("账单尚未付清", "The bill is not paid."),
  ORDER_CLOSED: refused("订单已结账或取消", "The order is paid or given up."),
  OPTIONS_WRONG: refused("「{group}」的选择不符合要求", "The choice of “{group}” is not what the dish offers."),
  DISH_SOLD_OUT: refused("{dishes} 已售罄", "{dishesEn}: sold out."),
  DISH_NOT_AT_THIS_TIME: refused("{dishes} 当前时段不供应", "{dishesEn}: not served at this time."),
  ORDER_NOT_SEATED: refused("入座后才会下单到后厨", "The order goes to the kitchen when you are seated."),
  CART_FULL: refused("一单最多 {most} 行", "An order has up to {most} lines."),
  CART_EMPTY: refused("购物车里没有可下单的菜", "There is nothing in the cart to send."),
  LINE_CHANGED: raced("这道菜刚被同桌修改，请核对", "Somebody changed the line meanwhile; look again."),
  LINE_SENT: refused("已下单，如需修改请联系服务员", "It is in the kitchen; ask a waiter to change it."),
  LINE_IN_SHARE: refused("这道菜已在一份账单里", "A share of the bill pays for the line."),
  DISH_ALREADY_MADE: refused("菜已做好，请店长处理", "The dish is made; a manager decides."),
  STAGE_CHANGED: raced("这道菜的进度已变化", "The dish has moved on meanwhile."),
  BILL_BEING_SHARED: refused(
    "账单正在分摊支付，不能再减少",
    "The bill is being paid in shares and cannot become less.",
  ),
  BILL_FULLY_SHARED: refused("没有待分摊的金额", "Nothing is left to share."),
  SHARE_TOO_LARGE: refused("金额超出未分摊的部分", "The amount is more than is left."),
  SHARE_TOO_SMALL: refused("金额不够分成这么多份", "The amount cannot be cut into so many shares."),
  SHARE_TAKEN: refused("这份账单已有人支付", "Somebody else pays this share."),
  CASH_TOO_LITTLE: refused("现金不足", "That is less than the share."),
  LINE_NOT_PAID: refused("这道菜尚未付款", "The dish is not paid."),
  REFUND_EXCEEDS_PAID: refused("退款数量超出已付", "More than was paid cannot be given back."),
});

/** A reason of this service's registry. */
export type RestaurantReason = keyof typeof restaurantReasons.rows;
