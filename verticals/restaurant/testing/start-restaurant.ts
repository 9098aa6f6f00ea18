import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import {
  startTestNode,
  startTestNodes,
  type TestNode,
  type TestNodeSettings,
} from "../../../kernel/harness/test-node.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type BillShare, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { DiningOrder } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { RestaurantServiceDefinition } from "../../../proto/gen/paywindow/restaurant/v1/restaurant.ts";
import { content } from "../../../services/content/content.service.ts";
import { payments } from "../../../services/payments/payments.service.ts";
import { restaurant } from "../restaurant.service.ts";
import { verifyBills } from "../verify-bills.ts";

/** For this service's tests: the demo's restaurant on a node with the real payments and content. */
export const STORE = "str_demorestaurant1";
const MERCHANT = "mer_demorestaurant";
/** 26.00 without options; 22.00; 58.00 with a portion. */
export const GREENS = "dsh_demo0013";
export const TOFU = "dsh_demo0002";
export const PORK = "dsh_demo0007";
export const LUNCH_SET = "dsh_demo0017";
export const PASSWORD = "280517";

const staff = (id: string, role: string, sites = [STORE]): Caller => ({
  ...{ kind: "staff", id, tenantId: MERCHANT, siteIds: sites, roles: [role] },
});
export const waiterElsewhere = staff("stf_elsewhere1", "waiter", ["str_elsewhere1"]);

let made = 0;
/** A fresh id as a client makes it. */
export const anId = (prefix: string): string => `${prefix}_${String(++made).padStart(10, "0")}`;

/** The reason of a call that must be refused. */
export const reasonOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused with a reason", { cause: error });
  return error.reason;
};

type Restaurant = Client<RestaurantServiceDefinition>;

export interface House extends Omit<TestNode, "as"> {
  readonly clock: FixedClock;
  readonly waiter: Restaurant;
  readonly cook: Restaurant;
  readonly manager: Restaurant;
  /** The first or second demo shopper as a diner, or any user by id. */
  diner(who?: number | string): Restaurant;
  as(caller: Caller): Restaurant;
  payments(who?: number): Client<PaymentsServiceDefinition>;
  balance(who: number): Promise<bigint>;
  /** Opens a table by its code, as a diner. */
  open(qrCode?: string, partySize?: number, who?: number): Promise<DiningOrder>;
  /** Puts a line into the cart; its id. */
  put(orderId: string, dishId?: string, change?: Partial<Line>, who?: number): Promise<string>;
  /** An order with lines that were sent. */
  ordered(lines?: readonly [string, number][]): Promise<{ orderId: string; lineIds: string[] }>;
  /** One share of the whole, and its id. */
  share(orderId: string): Promise<string>;
  /** Takes the share upon a shopper and confirms its trade. */
  pay(shareId: string, who?: number): Promise<BillShare>;
  run(job: string): Promise<void>;
  verify(): Promise<readonly string[]>;
}

interface Line {
  readonly lineId: string;
  readonly baseVersion: number;
  readonly options: { groupId: string; optionId: string }[];
  readonly note: string;
  readonly quantity: number;
}

/** A line of a cart as a phone sends it. */
export const aLine = (orderId: string, dishId = GREENS, change: Partial<Line> = {}) => ({
  ...{ orderId, lineId: anId("lin"), dishId, baseVersion: 0, options: [], note: "", quantity: 1 },
  ...change,
});

export const aSplit = (orderId: string, mode: SplitMode, change: object = {}) => ({
  ...{ orderId, splitId: anId("spl"), mode, lineIds: [] as string[], count: 0, amount: undefined },
  ...change,
});

const userOf = (who: number | string): Caller => ({
  kind: "user",
  id: typeof who === "string" ? who : `usr_demoshopper${who + 1}`,
});

const surface = (node: TestNode, clock: FixedClock): House => {
  const as = (caller: Caller) => node.as(caller, RestaurantServiceDefinition);
  const diner = (who: number | string = 0) => as(userOf(who));
  const paymentsOf = (who = 0) => node.as(userOf(who), PaymentsServiceDefinition);
  const service = node.as({ kind: "service", id: "test" }, PaymentsServiceDefinition);
  const put: House["put"] = async (orderId, dishId, change, who = 0) => {
    const line = aLine(orderId, dishId, change);
    await diner(who).putLine(line);
    return line.lineId;
  };
  const open: House["open"] = (qrCode = "jn-b1-5t1w9d", partySize = 2, who = 0) =>
    diner(who).openTable({ qrCode, partySize });
  const ask = async (merchantId: string, merchantTradeId: string) => {
    const trade = await service.queryTrade({ merchantId, merchantTradeId, tradeId: "" }).catch(() => undefined);
    return trade && { paid: trade.paidAmount?.minorUnits ?? 0n, refunded: trade.refundedAmount?.minorUnits ?? 0n };
  };
  return {
    ...{ ...node, clock, as, diner, payments: paymentsOf, put, open },
    waiter: as(staff("stf_demowaiter1", "waiter")),
    cook: as(staff("stf_democook1", "cook")),
    manager: as(staff("stf_demorestaurantmanager1", "manager")),
    balance: async (who) => (await paymentsOf(who).getWallet({})).available?.minorUnits ?? 0n,
    ordered: async (lines = [[GREENS, 1]]) => {
      const { orderId } = await open();
      const lineIds: string[] = [];
      for (const [dishId, quantity] of lines) lineIds.push(await put(orderId, dishId, { quantity }));
      await diner().sendOrder({ orderId, lineIds });
      return { orderId, lineIds };
    },
    share: async (orderId) => {
      const bill = await diner().splitBill(aSplit(orderId, SplitMode.SPLIT_MODE_WHOLE));
      return bill.shares.at(-1)!.shareId;
    },
    pay: async (shareId, who = 0) => {
      const share = await diner(who).payShare({ shareId });
      const wallet = paymentsOf(who);
      await wallet.setPaymentPassword({ paymentPassword: PASSWORD }).catch(() => undefined);
      await wallet.confirmTrade({ tradeId: share.tradeId, paymentPassword: PASSWORD, fundingSourceId: "" });
      await node.drain();
      return diner(who).payShare({ shareId });
    },
    run: (job) => node.node.runJob("restaurant", job),
    verify: async () => (await verifyBills(node.store("restaurant"), ask)).mismatches,
  };
};

export interface HouseSettings extends Pick<TestNodeSettings, "faults"> {
  /** Stands between the restaurant and its host. */
  readonly interfere?: (host: ServiceHost) => ServiceHost;
  /** Deaf to payments' events, so that only the recovery can finish what was left behind. */
  readonly withoutEvents?: boolean;
}

/** Noon in China. */
const START = "2030-01-01T04:00:00.000Z";

export const startHouse = async (settings: HouseSettings = {}): Promise<House> => {
  const { interfere = (host) => host, withoutEvents = false, faults } = settings;
  const clock = fixedClock(START);
  const module: typeof restaurant = {
    definition: restaurant.definition,
    start: async (host) => {
      const running = await restaurant.start(interfere(host));
      return withoutEvents ? { ...running, consumers: [] } : running;
    },
  };
  return surface(await startTestNode({ modules: [payments, content, module], demo: true, clock, faults }), clock);
};

/** Ends a test's house; what the check of its bills finds fails the test. */
export const endHouse = async (house: House): Promise<void> => {
  try {
    const mismatches = await house.verify();
    if (mismatches.length > 0) throw new Error(mismatches.join("\n"));
  } finally {
    await house.stop();
  }
};

/** The same services on several nodes over one store: calls of each go to its own node. */
export const startHouses = async (count: number): Promise<House[]> => {
  const clock = fixedClock(START);
  const nodes = await startTestNodes(count, { modules: [payments, content, restaurant], demo: true, clock });
  return nodes.map((node) => surface(node, clock));
};
