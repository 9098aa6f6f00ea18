import { randomBytes } from "node:crypto";
import { type Caller, serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { type EventType, listen } from "../../../kernel/events/event.ts";
import {
  aKey,
  startTestNode,
  startTestNodes,
  type TestNode,
  type TestNodeSettings,
} from "../../../kernel/harness/test-node.ts";
import type { ServiceHost, ServiceModule } from "../../../kernel/node/service-module.ts";
import type { Store } from "../../../kernel/store/open-store.ts";
import { type FixedClock, fixedClock, plusMs } from "../../../kernel/time/clock.ts";
import { ContentServiceDefinition } from "../../../proto/gen/paywindow/content/v1/content.ts";
import type { CreateCampaignRequest } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { Coupon, PayAndRedeemRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { MarketingServiceDefinition } from "../../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { CreateTradeRequest, PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { content } from "../../content/content.service.ts";
import { payments } from "../../payments/payments.service.ts";
import { couponModel } from "../coupon/coupon-model.ts";
import { couponIssued, couponRedeemed, couponRevoked } from "../events.ts";
import { marketing } from "../marketing.service.ts";
import { aCampaign, cny, MERCHANT, STORE } from "./builders.ts";

/** The people and programs of the tests. */
const callers = {
  shopper1: { kind: "user", id: "usr_demoshopper1" },
  shopper2: { kind: "user", id: "usr_demoshopper2" },
  manager: {
    kind: "staff",
    id: "stf_demomanager1",
    tenantId: MERCHANT,
    siteIds: [STORE],
    roles: ["manager", "cashier"],
  },
  /** Works for the demo's merchant, in another of its stores. */
  elsewhere: {
    ...{ kind: "staff", id: "stf_elsewhere1", tenantId: MERCHANT, siteIds: ["str_elsewhere1"], roles: ["manager"] },
  },
  /** Staff of another merchant. */
  stranger: {
    ...{ kind: "staff", id: "stf_stranger1", tenantId: "mer_stranger", siteIds: ["str_stranger1"], roles: ["manager"] },
  },
  anonymous: { kind: "anonymous", id: "" },
  service: serviceCaller("supermarket"),
} as const satisfies Record<string, Caller>;

type Who = keyof typeof callers | Caller;

/** Stands between marketing and what it works with. */
export type Interference = (host: ServiceHost) => ServiceHost;

/** Marketing with the real payments on real nodes over real stores, with the demo's people and money and a clock that stands still. */
export interface MarketingWorld {
  readonly clock: FixedClock;
  readonly store: Store;
  as(who: Who, node?: number): Client<MarketingServiceDefinition>;
  payments(who?: Who): Client<PaymentsServiceDefinition>;
  /** A fresh payment code of the shopper. */
  code(who?: "shopper1" | "shopper2"): Promise<string>;
  /** A published campaign; its id. */
  campaign(overrides?: Partial<CreateCampaignRequest>): Promise<string>;
  /** A coupon of a new campaign (or that one), claimed by the shopper. */
  coupon(campaignId?: string, who?: "shopper1" | "shopper2"): Promise<Coupon>;
  /** A coupon of nobody's, of a new campaign. */
  bearerCoupon(overrides?: Partial<CreateCampaignRequest>): Promise<Coupon>;
  payAndRedeem(
    request: Partial<PayAndRedeemRequest> & Pick<PayAndRedeemRequest, "couponCode" | "paymentCode">,
    key?: string,
  ): ReturnType<Client<MarketingServiceDefinition>["payAndRedeem"]>;
  /** A trade of a vertical's, for a hold's payable amount, that is paid by code. */
  payTrade(merchantTradeId: string, fen: bigint, who?: "shopper1" | "shopper2"): Promise<string>;
  refund(merchantTradeId: string, fen: bigint): Promise<void>;
  content(who: Who): Client<ContentServiceDefinition>;
  /** The user follows the merchant's window, or no longer; where content runs. */
  follow(userId: string, follows?: boolean): Promise<void>;
  stateOf(couponId: string): Promise<string | undefined>;
  balance(who: "shopper1" | "shopper2"): Promise<bigint>;
  /** Every row of the service but stored answers and events: equal before and after a call that wrote nothing. */
  snapshot(): Promise<unknown>;
  /** Types of the events that marketing announced, in order. */
  heard(): Promise<string[]>;
  /** So much time passes, and the recovery runs. */
  recover(ms?: number): Promise<void>;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldSettings extends Pick<TestNodeSettings, "faults"> {
  readonly nodes?: number;
  readonly interfere?: Interference;
  /** With the real content, whose windows are followed; by payments, too. */
  readonly withContent?: boolean;
  /** Deaf to events, so that only the recovery can finish what was left behind. */
  readonly withoutEvents?: boolean;
}

const WRITTEN = ["campaigns", "campaign_lanes", "claims", "coupons", "coupon_holds", "rewarded_trades"] as const;
/** Longer than a test moves the clock while a call is under way. */
const PATIENCE_MS = 600_000;

export const anId = (prefix: string): string => `${prefix}-${randomBytes(6).toString("hex")}`;

const interferedWith = ({ interfere = (host) => host, withoutEvents }: WorldSettings): ServiceModule => ({
  definition: marketing.definition,
  start: async (host) => {
    const running = await marketing.start(interfere(host));
    return { ...running, ...(withoutEvents && { consumers: [] }) };
  },
});

export const startMarketingWorld = async (settings: WorldSettings = {}): Promise<MarketingWorld> => {
  const clock = fixedClock("2030-01-01T04:00:00.000Z");
  const module = interferedWith(settings);
  const { nodes: count = 1, faults } = settings;
  const nodeSettings = {
    modules: settings.withContent ? [payments, content, module] : [payments, module],
    demo: true,
    clock,
    faults,
  };
  const nodes: TestNode[] =
    count === 1 ? [await startTestNode(nodeSettings)] : await startTestNodes(count, nodeSettings);
  const node = nodes[0] as TestNode;
  const heard: string[] = [];
  for (const event of [couponIssued, couponRedeemed, couponRevoked] as EventType<object>[])
    node.node.listen(listen(event, () => void heard.push(event.type)));
  const callerOf = (who: Who): Caller => (typeof who === "string" ? callers[who] : who);
  const as: MarketingWorld["as"] = (who, n = 0) => (nodes[n] as TestNode).as(callerOf(who), MarketingServiceDefinition);
  const paymentsAs: MarketingWorld["payments"] = (who = "manager") => node.as(callerOf(who), PaymentsServiceDefinition);
  const store = () => node.store("marketing");
  const world: MarketingWorld = {
    ...{ clock, as, payments: paymentsAs, store: store() },
    ...deeds(() => world),
    content: (who) => node.as(callerOf(who), ContentServiceDefinition),
    snapshot: () =>
      Promise.all(
        WRITTEN.map((name) =>
          store()
            .connection.collection(name)
            .find({}, { sort: { _id: 1 } })
            .toArray(),
        ),
      ),
    heard: async () => {
      await node.drain();
      return heard;
    },
    recover: async (ms = 10_000) => {
      clock.advance(ms);
      await node.node.runJob("marketing", "recover-holds");
    },
    drain: () => node.drain(),
    stop: () => node.stop(),
  };
  return world;
};

type Deeds = Omit<
  MarketingWorld,
  "clock" | "content" | "as" | "payments" | "store" | "snapshot" | "heard" | "recover" | "drain" | "stop"
>;

const deeds = (world: () => MarketingWorld): Deeds => ({
  code: async (who = "shopper1") => (await world().payments(who).issuePaymentCode({ deviceId: "" })).paymentCode,
  campaign: async (overrides = {}) => {
    const office = world().as("manager");
    const { campaignId, merchantId } = await office.createCampaign(aCampaign(overrides), { idempotencyKey: aKey() });
    await office.publishCampaign({ merchantId, campaignId });
    return campaignId;
  },
  coupon: async (campaignId, who = "shopper1") =>
    world()
      .as(who)
      .claimCoupon({ campaignId: campaignId ?? (await world().campaign()) }, { idempotencyKey: aKey() }),
  bearerCoupon: async (overrides = {}) => {
    const campaignId = await world().campaign({ issueRule: 4, ...overrides });
    const request = { merchantId: MERCHANT, campaignId, userIds: [], bearerCount: 1 };
    const { coupons } = await world().as("manager").issueCoupons(request, { idempotencyKey: aKey() });
    return coupons[0] as Coupon;
  },
  payAndRedeem: (request, key = aKey()) =>
    world()
      .as("manager")
      .payAndRedeem(
        {
          ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("sale"), amount: cny(10_000n) },
          ...{ subject: "牛奶 2 盒", operatorId: "", terminalId: "" },
          ...request,
        },
        { idempotencyKey: key, deadline: plusMs(world().clock.now(), PATIENCE_MS) },
      ),
  payTrade: async (merchantTradeId, fen, who = "shopper1") => {
    const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId, amount: cny(fen), subject: "牛奶 2 盒" };
    await world()
      .payments()
      .createTrade({ ...CreateTradeRequest.create(), ...sale });
    const paying = { ...sale, ...NO_DETAILS, paymentCode: await world().code(who) };
    return (await world().payments().payTrade(paying, { idempotencyKey: aKey() })).tradeId;
  },
  refund: async (merchantTradeId, fen) => {
    const which = { merchantId: MERCHANT, tradeId: "", merchantTradeId, merchantRefundId: anId("refund") };
    await world()
      .payments()
      .refundTrade({ ...which, amount: cny(fen), refundReason: "" });
    await world().drain();
  },
  follow: async (userId, follows = true) => {
    const request = { windowId: "win_demomarket" };
    const user = world().content({ kind: "user", id: userId });
    await (follows ? user.followWindow(request) : user.unfollowWindow(request));
    await world().drain();
  },
  stateOf: async (couponId) => (await couponModel(world().store.connection).findById(couponId).lean())?.state,
  balance: async (who) => (await world().payments(who).getWallet({})).available?.minorUnits ?? 0n,
});

const NO_DETAILS = {
  ...{ notifyUrl: "", operatorId: "", terminalId: "", passbackParams: "", goodsCategory: "", body: "", lifetimeS: 0 },
  scene: 0,
} as const;
