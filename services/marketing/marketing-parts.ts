import type { Model } from "mongoose";
import type { Counter } from "prom-client";
import type { Client } from "../../kernel/contract/contract.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { Idempotency } from "../../kernel/idempotency/idempotency.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Campaign } from "./campaign/campaign.ts";
import { campaignModel } from "./campaign/campaign-model.ts";
import { type Lane, laneModel } from "./campaign/lane-model.ts";
import { type Claim, claimModel } from "./coupon/claim-model.ts";
import type { Coupon } from "./coupon/coupon.ts";
import { couponModel } from "./coupon/coupon-model.ts";
import { createLaneQueue, type LaneQueue } from "./coupon/lane-queue.ts";
import type { Hold } from "./hold/hold.ts";
import { holdModel } from "./hold/hold-model.ts";
import { type Reward, rewardModel } from "./reward/reward-model.ts";

/** What marketing's handlers work with. */
export interface MarketingParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly idempotency: Idempotency;
  readonly log: Logger;
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly campaigns: Model<Campaign>;
  readonly lanes: Model<Lane>;
  readonly claims: Model<Claim>;
  readonly coupons: Model<Coupon>;
  readonly holds: Model<Hold>;
  readonly rewards: Model<Reward>;
  readonly laneQueue: LaneQueue;
  /** Holds that the recovery looked into, by outcome. */
  readonly recoveries: Counter;
}

export const marketingParts = ({ store, outbox, idempotency, log, client, metrics }: ServiceHost): MarketingParts => ({
  ...{ store, outbox, idempotency, log },
  payments: client(PaymentsServiceDefinition),
  campaigns: campaignModel(store.connection),
  lanes: laneModel(store.connection),
  claims: claimModel(store.connection),
  coupons: couponModel(store.connection),
  holds: holdModel(store.connection),
  rewards: rewardModel(store.connection),
  laneQueue: createLaneQueue(),
  recoveries: metrics.counter(
    "paywindow_marketing_recovered_holds_total",
    "Coupons whose sale was unknown, by what the recovery found",
    ["outcome"],
  ),
});
