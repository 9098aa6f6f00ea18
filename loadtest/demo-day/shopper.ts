import type { Dice } from "../simulate/dice.ts";
import { maskName } from "./day-book.ts";
import { type Person, readMessage } from "./people.ts";
import type { Visitor } from "./visitor.ts";
import { DayStopped, linger, type World, waitFor } from "./world.ts";

const MERCHANT = "mer_demomarket";
const STORE = "str_demomarket1";
const WINDOW = "win_demomarket";
const CAMPAIGN = "cmp_demograb1";
/** 60.00, of which the coupon takes 5.00. */
const GIFT_BOX = { minorUnits: "6000", currencyCode: "CNY" };
const CODE_TRIES = 3;

interface Money {
  readonly minorUnits?: string;
}

/** Something on the shelf that a visitor can afford, and of which there is plenty. */
interface ShelfItem {
  readonly barcode: string;
  readonly unitPrice: Money;
  readonly availableQuantity?: number;
}

/** Reads what the shop has. */
export const readShelf = async (cashier: Visitor): Promise<ShelfItem[]> => {
  const path = `/v1/supermarket/list-items?storeId=${STORE}&pageSize=200`;
  const { items } = await cashier.get<{ items: ShelfItem[] }>("look at the shelf", path);
  return items.filter((one) => (one.availableQuantity ?? 0) > 500 && Number(one.unitPrice.minorUnits) <= 2_000);
};

interface Shop {
  readonly cashier: Visitor;
  readonly shelf: readonly ShelfItem[];
}

/** Where the shopper pays: a till, and a phone that shows codes. */
interface Counter {
  readonly tillId: string;
  readonly deviceId: string;
}

const showCode = async ({ visitor }: Person, { deviceId }: Counter): Promise<string> => {
  const path = "/v1/payments/issue-payment-code";
  return (await visitor.post<{ paymentCode: string }>("show a payment code", path, { deviceId })).paymentCode;
};

/** Pays by the code of the moment; of a code that ran out while nobody answered, another one is shown. */
const payByCode = async <Body>(
  { cashier }: Shop,
  person: Person,
  counter: Counter,
  { step, path, body }: { readonly step: string; readonly path: string; readonly body: object },
): Promise<Body> => {
  for (let attempt = 0; attempt < CODE_TRIES; attempt++) {
    const paymentCode = await showCode(person, counter);
    const paid = await cashier.attempt<Body>(step, path, { ...body, paymentCode }, ["PAYMENT_CODE_EXPIRED"]);
    if (paid.body) return paid.body;
  }
  throw new DayStopped(step, `${CODE_TRIES} codes ran out`);
};

const buyBasket = async (world: World, shop: Shop, person: Person, counter: Counter, dice: Dice): Promise<void> => {
  const basketId = shop.cashier.newId("bsk");
  const barcodes = new Set(Array.from({ length: dice.between(1, 3) }, () => dice.pick(shop.shelf).barcode));
  const lines = [...barcodes].map((barcode) => ({ barcode, quantity: dice.between(1, 2) }));
  const { tillId } = counter;
  await shop.cashier.post("fill a basket", "/v1/supermarket/put-basket", { basketId, storeId: STORE, tillId, lines });
  await linger(world, dice);
  const checkOut = { step: "check out", path: "/v1/supermarket/check-out-basket", body: { basketId } };
  const receipt = await payByCode<{ total: Money }>(shop, person, counter, checkOut);
  world.book.note({ kind: "sale", who: maskName(person.name), fen: Number(receipt.total.minorUnits) });
};

/** At the counter for gifts, where the shop's own program takes coupon and money in one call. */
const buyWithCoupon = async (world: World, shop: Shop, person: Person, counter: Counter, coupon: string) => {
  const merchantTradeId = shop.cashier.newId("gift");
  const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId, amount: GIFT_BOX, subject: "礼盒" };
  const pay = { step: "pay with a coupon", path: "/v1/marketing/pay-and-redeem" };
  const done = await payByCode<{ hold: { state: string; payable: Money } }>(shop, person, counter, {
    ...{ ...pay, body: { ...sale, couponCode: coupon, terminalId: counter.tillId } },
  });
  if (done.hold.state !== "COUPON_HOLD_STATE_REDEEMED") throw new DayStopped(pay.step, done.hold.state);
  world.book.note({ kind: "sale", who: maskName(person.name), fen: Number(done.hold.payable.minorUnits) });
};

const seePoints = async (world: World, { visitor }: Person, cardId: string): Promise<void> => {
  const path = `/v1/membership/get-member-card?cardId=${cardId}`;
  await waitFor(world, "earn points", async () => {
    const card = await visitor.get<{ points?: { pending?: string } }>("look at the member card", path);
    return Number(card.points?.pending ?? 0) > 0 ? true : undefined;
  });
};

/** Follows the window, claims a coupon, becomes a member, pays a basket by code, comes back with the coupon, and has points. */
export const goShopping = async (
  world: World,
  shop: Shop,
  person: Person,
  tillId: string,
  dice: Dice,
): Promise<void> => {
  const { visitor } = person;
  await visitor.post("follow the shop's window", "/v1/content/follow-window", { windowId: WINDOW });
  const claim = { campaignId: CAMPAIGN };
  const coupon = await visitor.post<{ code: string }>("claim a coupon", "/v1/marketing/claim-coupon", claim);
  const card = { merchantId: MERCHANT };
  const { cardId } = await visitor.post<{ cardId: string }>("get a member card", "/v1/membership/issue-card", card);
  const phone = { deviceName: "demo day" };
  const path = "/v1/payments/register-device";
  const { deviceId } = await visitor.post<{ deviceId: string }>("set up the phone to pay", path, phone);
  await linger(world, dice);
  await buyBasket(world, shop, person, { tillId, deviceId }, dice);
  await seePoints(world, person, cardId);
  await readMessage(world, person, MERCHANT);
  await linger(world, dice);
  await buyWithCoupon(world, shop, person, { tillId, deviceId }, coupon.code);
};
