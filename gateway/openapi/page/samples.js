/** Live values in an example's fields: ids that a client makes fresh, and those that the platform has answered on this page. */

/** Random bytes in hex; on a plain-http address other than localhost there is no randomUUID. */
const fresh = (bytes) =>
  [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const freshKey = () => fresh(16);

/** What a client makes for each intent, and how. */
const MAKERS = {
  basketId: () => `bsk_${fresh(10)}`,
  merchantTradeId: () => `order-${fresh(6)}`,
  merchantRefundId: () => `refund-${fresh(6)}`,
};

/** The routes with which an intent begins: a new example there has new ids. */
const BEGINNERS = {
  "supermarket.putBasket": "basketId",
  "payments.createTrade": "merchantTradeId",
  "payments.payTrade": "merchantTradeId",
  "payments.authorizeTrade": "merchantTradeId",
  "payments.refundTrade": "merchantRefundId",
};

const LEARNED = ["basketId", "tradeId", "paymentCode", "deviceId", "refreshToken", "merchantTradeId"];

const known = Object.fromEntries(Object.entries(MAKERS).map(([name, maker]) => [name, maker()]));

/** The example with the values of now. */
export const liveExample = (value, name) => {
  if (Array.isArray(value)) return value.map((one) => liveExample(one, name));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, liveExample(inner, key)]));
  return known[name] ?? value;
};

const listeners = new Set();

/** Told when a value of now has changed. */
export const onNews = (listener) => listeners.add(listener);

/** Keeps the ids of an answer for the next calls: a basket put is the basket that is checked out. */
export const learn = (answer) => {
  for (const name of LEARNED) if (typeof answer?.[name] === "string" && answer[name]) known[name] = answer[name];
  for (const listener of listeners) listener();
};

/** Begins anew: fresh ids where the route is one that an intent begins with. */
export const renew = (action) => {
  const name = BEGINNERS[action];
  if (name) known[name] = MAKERS[name]();
  for (const listener of listeners) listener();
};
