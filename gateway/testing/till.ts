import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type HttpAnswer, type HttpCaller, signIn } from "../../kernel/harness/http-client.ts";

/** A basket on its way through a till: everything that the till keeps before it sends (V3), so that any call may be sent again. */
export interface Sale {
  readonly basketId: string;
  readonly key: string;
  paymentCode: string;
}

/** The demo store's till and shopper at the HTTP door, as pages use it. */
export interface Till {
  readonly cashier: HttpCaller;
  readonly shopper: HttpCaller;
  newSale(): Sale;
  put(sale: Sale, lines: readonly { barcode: string; quantity: number }[]): Promise<HttpAnswer>;
  /** A fresh payment code of the shopper's device; waits where the device has used up its seconds. */
  code(): Promise<string>;
  checkOut(sale: Sale): Promise<HttpAnswer>;
  /** What the shopper can spend, in fen. */
  balance(): Promise<bigint>;
}

const DEMO_STORE = "str_demomarket1";

const expectOk = (answer: HttpAnswer): HttpAnswer => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

/** Opens a till for the demo cashier and one demo shopper with a device of its own; the same till again has the same device. */
export const openTill = async (address: string, tillId: string, shopperLogin = "shopper1"): Promise<Till> => {
  const [cashier, shopper] = await Promise.all([signIn(address, "cashier1"), signIn(address, shopperLogin)]);
  const device = expectOk(
    await shopper.post(
      "/v1/payments/register-device",
      { deviceName: tillId },
      { "idempotency-key": `device-${tillId}` },
    ),
  );
  return {
    cashier,
    shopper,
    newSale: () => ({
      basketId: `bsk_${randomBytes(12).toString("hex")}`,
      key: randomBytes(12).toString("hex"),
      paymentCode: "",
    }),
    put: (sale, lines) =>
      cashier.post("/v1/supermarket/put-basket", { basketId: sale.basketId, storeId: DEMO_STORE, tillId, lines }),
    code: async () => {
      const ask = () => shopper.post("/v1/payments/issue-payment-code", { deviceId: device.body.deviceId });
      let answer = await ask();
      for (; answer.body.reason === "RATE_LIMITED"; answer = await ask()) await pause(200);
      return expectOk(answer).body.paymentCode;
    },
    checkOut: (sale) =>
      cashier.post(
        "/v1/supermarket/check-out-basket",
        { basketId: sale.basketId, paymentCode: sale.paymentCode },
        { "idempotency-key": sale.key },
      ),
    balance: async () =>
      BigInt(expectOk(await shopper.get("/v1/payments/get-wallet")).body.available.minorUnits ?? "0"),
  };
};

/** An item of the demo store that can be sold: its barcode, price in fen and stock. */
export interface ShelfItem {
  readonly barcode: string;
  readonly priceFen: bigint;
  readonly available: number;
}

/** The demo store's shelf, cheapest first. */
export const readShelf = async (cashier: HttpCaller): Promise<ShelfItem[]> => {
  const answer = expectOk(await cashier.get(`/v1/supermarket/list-items?storeId=${DEMO_STORE}&pageSize=200`));
  const items = answer.body.items as {
    barcode: string;
    unitPrice: { minorUnits: string };
    availableQuantity?: number;
  }[];
  return items
    .map((item) => ({
      barcode: item.barcode,
      priceFen: BigInt(item.unitPrice.minorUnits),
      available: item.availableQuantity ?? 0,
    }))
    .sort((a, b) => Number(a.priceFen - b.priceFen));
};
