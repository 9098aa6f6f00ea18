/** What a scanned code means to its payer, and that a payment whose result is unknown keeps its key. */
import { describe, expect, test } from "@jest/globals";
import type { Stored } from "../api/stored.ts";
import { keyOfStatic, readScanned, type StaticPayment } from "./scanned.ts";

const QR = "paywindow://pay/qrs_1";

describe("Y1: a scanned code", () => {
  test("Y1: of a store asks for an amount", () => {
    const answer = { merchantId: "mer_1", storeId: "str_1", subject: "惠民超市", way: "PAYMENT_WAY_STATIC_QR" };
    expect(readScanned(QR, answer)).toEqual({ kind: "store", qrCode: QR, name: "惠民超市" });
  });

  test.each(["CREATED", "PAYING"])("Y1: of a trade that is %s asks for the password", (state) => {
    const trade = { tradeId: "trd_1", state: `TRADE_STATE_${state}` };
    expect(readScanned(QR, trade)).toEqual({ kind: "trade", trade });
  });

  test.each([
    ["SUCCESS", "scanPaidAlready"],
    ["CLOSED", "scanClosed"],
    ["REVERSED", "scanClosed"],
    ["REVERSING", "scanClosed"],
  ])("P7: of a trade that is %s is over", (state, why) => {
    expect(readScanned(QR, { tradeId: "trd_1", state: `TRADE_STATE_${state}` })).toEqual({ kind: "over", why });
  });
});

describe("P14: a payment by a store's code", () => {
  const aStore = (): Stored<StaticPayment> => {
    let kept: StaticPayment | undefined;
    return {
      read: () => kept,
      write: (value) => {
        kept = value;
      },
      clear: () => {
        kept = undefined;
      },
    };
  };
  const minter = () => {
    let minted = 0;
    return () => `key_${++minted}`;
  };

  test("P14: is sent again under the key that it had, until its result is known", () => {
    const [store, mint] = [aStore(), minter()];
    const payment = { qrCode: QR, minorUnits: "1200" };
    expect([keyOfStatic(store, payment, mint), keyOfStatic(store, payment, mint)]).toEqual(["key_1", "key_1"]);
    store.clear();
    expect(keyOfStatic(store, payment, mint)).toBe("key_2");
  });

  test("another amount or another store is another payment", () => {
    const [store, mint] = [aStore(), minter()];
    expect(keyOfStatic(store, { qrCode: QR, minorUnits: "1200" }, mint)).toBe("key_1");
    expect(keyOfStatic(store, { qrCode: QR, minorUnits: "1300" }, mint)).toBe("key_2");
    expect(keyOfStatic(store, { qrCode: "other", minorUnits: "1300" }, mint)).toBe("key_3");
  });
});
