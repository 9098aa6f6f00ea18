import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import {
  aKey,
  startTestNode,
  startTestNodes,
  type TestNode,
  type TestNodeSettings,
} from "../../../kernel/harness/test-node.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { type FixedClock, fixedClock, plusMs } from "../../../kernel/time/clock.ts";
import { MarketingServiceDefinition } from "../../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { MembershipServiceDefinition } from "../../../proto/gen/paywindow/membership/v1/membership.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type Receipt, SupermarketServiceDefinition } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { marketing } from "../../../services/marketing/marketing.service.ts";
import { membership } from "../../../services/membership/membership.service.ts";
import { payments } from "../../../services/payments/payments.service.ts";
import { itemModel } from "../item/item-model.ts";
import { supermarket } from "../supermarket.service.ts";

/** For this service's tests: the demo store on a node with the real payments service. */
export const STORE = "str_demomarket1";
export const MERCHANT = "mer_demomarket";
export const WATER = { barcode: "6902856001016", itemId: "itm_demo0001", price: 200n };
export const MILK = { barcode: "6907992010076", itemId: "itm_demo0007", price: 320n };
export const SOLD_OUT = { barcode: "6971016022284", itemId: "itm_demo0028" };

const staff = (id: string, storeIds: string[], merchantId: string): Caller => ({
  ...{ kind: "staff", id, tenantId: merchantId, siteIds: storeIds, roles: ["cashier"] },
});
const cashier = staff("stf_democashier1", [STORE], MERCHANT);
const manager: Caller = { ...staff("stf_demomanager1", [STORE], MERCHANT), roles: ["manager", "cashier"] };
/** Works for the same merchant, in another of its stores. */
export const cashierElsewhere = staff("stf_elsewhere1", ["str_elsewhere1"], MERCHANT);
const shoppers: readonly Caller[] = [
  { kind: "user", id: "usr_demoshopper1" },
  { kind: "user", id: "usr_demoshopper2" },
];

/** Stands between the supermarket and its payments client or its store. */
export type Interference = (host: ServiceHost) => ServiceHost;

export interface Market extends Omit<TestNode, "as"> {
  readonly clock: FixedClock;
  readonly till: Client<SupermarketServiceDefinition>;
  as(caller: Caller): Client<SupermarketServiceDefinition>;
  readonly payments: Client<PaymentsServiceDefinition>;
  /** Membership and marketing, as the first or second shopper and as the shop's manager. Only of a market that was started `withBenefits`. */
  cards(shopper: 0 | 1): Client<MembershipServiceDefinition>;
  coupons(shopper: 0 | 1 | "manager"): Client<MarketingServiceDefinition>;
  /** A fresh payment code of the first or second shopper. */
  code(shopper?: 0 | 1): Promise<string>;
  /** A stored basket of these barcodes and quantities; its id. */
  basket(lines?: readonly (readonly [{ barcode: string }, number])[]): Promise<string>;
  checkOut(basketId: string, paymentCode: string, key?: string): Promise<Receipt>;
  /** Sets what is on the shelf, as if so much more had come in. */
  setStock(itemId: string, stock: number, before?: { alreadySold: number }): Promise<void>;
  balance(shopper: 0 | 1): Promise<bigint>;
  /** All that a checkout could change: items, baskets, receipts, counters, and the shoppers' money. */
  snapshot(): Promise<unknown>;
  /** Lets 10 s pass, and the recovery run. */
  recover(): Promise<void>;
}

/** Longer than a test moves the clock while a checkout is under way. */
const CASHIER_PATIENCE_MS = 60_000;

let basketsMade = 0;
export const aBasketId = (): string => `bsk_${String(++basketsMade).padStart(10, "0")}`;

/** The reason of a call that must be refused. */
export const refusalOf = async (call: Promise<unknown>): Promise<ReasonError> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused with a reason", { cause: error });
  return error;
};
export const reasonOf = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call)).reason;

const interferedWith = (interfere: Interference, withoutEvents: boolean): typeof supermarket => ({
  definition: supermarket.definition,
  start: async (host) => {
    const running = await supermarket.start(interfere(host));
    return withoutEvents ? { ...running, consumers: [] } : running;
  },
});

const WRITTEN = ["items", "baskets", "receipts", "receipt_counters"] as const;

const surface = (node: TestNode, clock: FixedClock): Market => {
  const clientOf = (caller: Caller) => node.as(caller, PaymentsServiceDefinition);
  const till = node.as(cashier, SupermarketServiceDefinition);
  const store = () => node.store("supermarket");
  const balance = async (shopper: 0 | 1) =>
    (await clientOf(shoppers[shopper]!).getWallet({})).available?.minorUnits ?? 0n;
  return {
    ...node,
    clock,
    till,
    balance,
    payments: clientOf(cashier),
    cards: (shopper) => node.as(shoppers[shopper]!, MembershipServiceDefinition),
    coupons: (who) => node.as(who === "manager" ? manager : shoppers[who]!, MarketingServiceDefinition),
    as: (caller) => node.as(caller, SupermarketServiceDefinition),
    code: async (shopper = 0) => {
      const issued = await clientOf(shoppers[shopper]!).issuePaymentCode({ deviceId: "" });
      return issued.paymentCode;
    },
    basket: async (lines = [[WATER, 2]]) => {
      const basketId = aBasketId();
      const scanned = lines.map(([{ barcode }, quantity]) => ({ barcode, quantity }));
      await till.putBasket({ basketId, storeId: STORE, tillId: "till 1", lines: scanned });
      return basketId;
    },
    checkOut: (basketId, paymentCode, key = aKey()) =>
      till.checkOutBasket(
        { basketId, paymentCode },
        { idempotencyKey: key, deadline: plusMs(clock.now(), CASHIER_PATIENCE_MS) },
      ),
    setStock: async (_id, stock, { alreadySold } = { alreadySold: 0 }) => {
      const shelf = { available: stock, received: stock + alreadySold };
      await itemModel(store().connection).updateOne({ _id }, { $set: shelf });
    },
    snapshot: async () => ({
      balances: [await balance(0), await balance(1)],
      rows: await Promise.all(
        WRITTEN.map((name) =>
          store()
            .connection.collection(name)
            .find({}, { sort: { _id: 1 } })
            .toArray(),
        ),
      ),
    }),
    recover: async () => {
      clock.advance(10_000);
      await node.node.runJob("supermarket", "recover-checkouts");
    },
  };
};

export interface MarketSettings extends Pick<TestNodeSettings, "faults"> {
  readonly interfere?: Interference;
  /** Deaf to payments' events, so that only the recovery can finish what was left behind. */
  readonly withoutEvents?: boolean;
  /** With the real membership and marketing, and their demonstration. */
  readonly withBenefits?: boolean;
}

export const startMarket = async (settings: MarketSettings = {}): Promise<Market> => {
  const { interfere = (host) => host, withoutEvents = false, withBenefits = false, faults } = settings;
  const clock = fixedClock("2030-01-01T04:00:00.000Z");
  const modules = [
    payments,
    ...(withBenefits ? [membership, marketing] : []),
    interferedWith(interfere, withoutEvents),
  ];
  return surface(await startTestNode({ modules, demo: true, clock, faults }), clock);
};

/** The same services on several nodes over one store: calls of each go to its own node. */
export const startMarkets = async (count: number): Promise<Market[]> => {
  const clock = fixedClock("2030-01-01T04:00:00.000Z");
  const nodes = await startTestNodes(count, { modules: [payments, supermarket], demo: true, clock });
  return nodes.map((node) => surface(node, clock));
};
