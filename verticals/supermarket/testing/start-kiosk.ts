import { expect } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { SupermarketServiceDefinition } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { VendFailure, type VendOrder, VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { itemModel } from "../item/item-model.ts";
import { verifyStock } from "../verify-stock.ts";
import { createSaboteur, type Saboteur } from "./saboteur.ts";
import { type Market, MERCHANT, STORE, startMarket, WATER } from "./start-market.ts";

/** For the tests of a kiosk that nobody attends: the demo market, and what its machine sells and says. */
export const JAMMED = { failure: VendFailure.VEND_FAILURE_JAMMED };
export const FUNDS = 100_000n;
export const PRICE = WATER.price;

/** Somebody of the demo market with other roles than the cashier's. */
export const marketStaff = (id: string, role: string): Caller => ({
  ...{ kind: "staff", id, tenantId: MERCHANT, siteIds: [STORE], roles: [role] },
});

let made = 0;
export const aVendOrderId = (): string => `vnd_${String(++made).padStart(10, "0")}`;

/** What payments answers while it is away. */
export const unavailable = (): never => {
  throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } });
};

export interface KioskWorld {
  readonly market: Market;
  readonly saboteur: Saboteur;
  readonly kiosk: Client<SupermarketServiceDefinition>;
  /** A vend that waits for its payer, one that is paid, and one that the machine is at. */
  choose(): Promise<VendOrder>;
  paid(): Promise<VendOrder>;
  vending(): Promise<VendOrder>;
  stateOf(order: { readonly vendOrderId: string }): Promise<VendState>;
  tradeOf(order: { readonly vendOrderId: string }): Promise<Trade>;
  /** The chosen item, as the shelf counts it. */
  shelf(): Promise<unknown>;
  /** Lets so much time pass, and the recovery run. */
  recoverAfter(spanMs: number): Promise<void>;
  /** All of the money is back, once, and the item in the machine. */
  expectRefundedOnce(order: VendOrder): Promise<void>;
  /** Given out and charged, once. */
  expectSold(order: VendOrder): Promise<void>;
  /** Holds the stock against vends and receipts, and stops. */
  stop(): Promise<void>;
}

export const startKiosk = async (): Promise<KioskWorld> => {
  const saboteur = createSaboteur();
  const market = await startMarket({ interfere: saboteur.interfere });
  const kiosk = market.as(marketStaff("stf_demokiosk1", "kiosk"));
  const choose = () => kiosk.chooseVendItem({ vendOrderId: aVendOrderId(), barcode: WATER.barcode });
  const paid = async () => {
    const { vendOrderId } = await choose();
    return kiosk.payVendOrder({ vendOrderId, paymentCode: await market.code() });
  };
  const stateOf = async ({ vendOrderId }: { vendOrderId: string }) => (await kiosk.getVendOrder({ vendOrderId })).state;
  const tradeOf = ({ vendOrderId }: { vendOrderId: string }) =>
    market.payments.queryTrade({ merchantId: MERCHANT, merchantTradeId: vendOrderId, tradeId: "" });
  const shelf = async () => itemModel(market.store("supermarket").connection).findById(WATER.itemId).lean();
  const expectEnd = async (order: VendOrder, state: VendState, available: number) => {
    expect(await stateOf(order)).toBe(state);
    expect(await shelf()).toMatchObject({ available, reserved: 0 });
  };
  return {
    ...{ market, saboteur, kiosk, choose, paid, stateOf, tradeOf, shelf },
    vending: async () => kiosk.startVend(await paid()),
    recoverAfter: async (spanMs) => {
      market.clock.advance(spanMs);
      await market.node.runJob("supermarket", "recover-vends");
    },
    expectRefundedOnce: async (order) => {
      await expectEnd(order, VendState.VEND_STATE_REFUNDED, 10_000);
      expect(await market.balance(0)).toBe(FUNDS);
      expect((await tradeOf(order)).refundedAmount?.minorUnits).toBe(PRICE);
    },
    expectSold: async (order) => {
      await expectEnd(order, VendState.VEND_STATE_VENDED, 9_999);
      expect(await market.balance(0)).toBe(FUNDS - PRICE);
      expect((await tradeOf(order)).refundedAmount).toBeUndefined();
    },
    stop: async () => {
      expect((await verifyStock(market.store("supermarket"))).mismatches).toEqual([]);
      await market.stop();
    },
  };
};
