import type { Dice } from "../simulate/dice.ts";
import type { Person } from "./people.ts";
import type { Visitor } from "./visitor.ts";
import { DayStopped, linger, type World } from "./world.ts";

export const MARKET = "mer_demomarket";
export const MARKET_STORE = "str_demomarket1";
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

/** The shop as it opens: who stands at the tills, and what is on the shelf. */
export interface Shop {
  readonly cashier: Visitor;
  readonly shelf: readonly ShelfItem[];
}

/** Where the shopper pays: a till, and a phone that shows codes. */
export interface Counter {
  readonly tillId: string;
  readonly deviceId: string;
}

export interface Line {
  readonly barcode: string;
  readonly quantity: number;
}

/** What somebody lays on the belt, and what they show with it. */
interface Purchase {
  readonly lines: readonly Line[];
  readonly memberCode?: string;
  readonly couponCode?: string;
}

/** What the till has printed, as far as anybody here reads it. */
export interface Receipt {
  readonly basketId: string;
  readonly total: Money;
  readonly tradeId: string;
  readonly member?: { readonly cardId: string; readonly discount?: Money; readonly pointsToEarn?: string };
  readonly coupon?: { readonly couponId: string; readonly discount: Money };
}

/** Reads what the shop has. */
export const readShelf = async (cashier: Visitor): Promise<ShelfItem[]> => {
  const path = `/v1/supermarket/list-items?storeId=${MARKET_STORE}&pageSize=200`;
  const { items } = await cashier.get<{ items: ShelfItem[] }>("look at the shelf", path);
  return items.filter((one) => (one.availableQuantity ?? 0) > 500 && Number(one.unitPrice.minorUnits) <= 2_000);
};

/** One to three different things off the shelf. */
export const pickLines = ({ shelf }: Shop, dice: Dice): Line[] => {
  const barcodes = new Set(Array.from({ length: dice.between(1, 3) }, () => dice.pick(shelf).barcode));
  return [...barcodes].map((barcode) => ({ barcode, quantity: dice.between(1, 2) }));
};

/** Makes the phone one that shows payment codes. */
export const setUpPhone = async ({ visitor }: Person): Promise<string> => {
  const path = "/v1/payments/register-device";
  const phone = { deviceName: "demo day" };
  return (await visitor.post<{ deviceId: string }>("set up the phone to pay", path, phone)).deviceId;
};

/** Gets a card of the shop's members. */
export const becomeMember = async ({ visitor }: Person): Promise<string> => {
  const path = "/v1/membership/issue-card";
  return (await visitor.post<{ cardId: string }>("get a member card", path, { merchantId: MARKET })).cardId;
};

const showCode = async ({ visitor }: Person, { deviceId }: Counter): Promise<string> => {
  const path = "/v1/payments/issue-payment-code";
  return (await visitor.post<{ paymentCode: string }>("show a payment code", path, { deviceId })).paymentCode;
};

/** After these nothing was paid, and nothing will be: a code that ran out while nobody answered, or a payment that the shop gave up meanwhile. */
const NOT_PAID = ["PAYMENT_CODE_EXPIRED", "TRADE_NOT_PAYABLE", "PAYMENT_NOT_COMPLETED"];

/** Pays by the code of the moment; where that came to nothing, by the next one, with another body where the sale takes another number. */
export const payByCode = async <Body>(
  { cashier }: Shop,
  person: Person,
  counter: Counter,
  { step, path, body }: { readonly step: string; readonly path: string; readonly body: () => object },
): Promise<Body> => {
  for (let attempt = 0; attempt < CODE_TRIES; attempt++) {
    const paymentCode = await showCode(person, counter);
    const paid = await cashier.attempt<Body>(step, path, { ...body(), paymentCode }, NOT_PAID);
    if (paid.body) return paid.body;
  }
  throw new DayStopped(step, `${CODE_TRIES} codes came to nothing`);
};

/** The cashier scans everything, the shopper looks at the total and pays it by barcode: less the coupon, where there is one. */
export const buyBasket = async (
  world: World,
  shop: Shop,
  person: Person,
  counter: Counter,
  { lines, memberCode, couponCode }: Purchase,
  dice: Dice,
): Promise<Receipt> => {
  const basketId = shop.cashier.newId("bsk");
  const fill = { basketId, storeId: MARKET_STORE, tillId: counter.tillId, lines, ...(memberCode && { memberCode }) };
  const { total } = await shop.cashier.post<{ total: Money }>("fill a basket", "/v1/supermarket/put-basket", fill);
  await linger(world, dice);
  const body = { basketId, expectedTotal: total, ...(couponCode && { couponCode }) };
  const checkOut = { step: "check out", path: "/v1/supermarket/check-out-basket", body: () => body };
  return payByCode<Receipt>(shop, person, counter, checkOut);
};
