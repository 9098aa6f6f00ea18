import type { ClientSession } from "mongoose";
import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { type Campaign, stockOfLanes } from "./campaign.ts";

/** A part of a campaign's coupons, and what became of them. A coupon stays in its lane. */
export interface Lane {
  /** `<campaign id>:<number>`. */
  readonly _id: string;
  readonly campaignId: string;
  /** How many can still be issued. It only falls: what was empty once stays empty. */
  readonly remaining: number;
  readonly issued: number;
  readonly held: number;
  readonly redeemed: number;
  readonly revoked: number;
  /** What those in use took off, in minor units. */
  readonly cost: bigint;
}

const required = true;

const schema = new Schema<Lane>(
  {
    _id: { type: String, required },
    campaignId: { type: String, required },
    remaining: { type: Number, required },
    issued: { type: Number, required },
    held: { type: Number, required },
    redeemed: { type: Number, required },
    revoked: { type: Number, required },
    cost: { type: BigInt, required },
  },
  { collection: "campaign_lanes", versionKey: false },
);
schema.index({ campaignId: 1 });

export const laneModel = (connection: Connection): Model<Lane> => modelOf<Lane>(connection, "CampaignLane", schema);

export const laneIdOf = (campaignId: string, lane: number): string => `${campaignId}:${lane}`;

/** The lanes of a new campaign. */
export const newLanes = (campaign: Campaign): Lane[] =>
  stockOfLanes(campaign).map((remaining, lane) => ({
    ...{ _id: laneIdOf(campaign._id, lane), campaignId: campaign._id, remaining },
    ...{ issued: 0, held: 0, redeemed: 0, revoked: 0, cost: 0n },
  }));

/** Takes one coupon out of a lane, in the given transaction; false where it is empty. */
export const takeFromLane = async (
  lanes: Model<Lane>,
  campaignId: string,
  lane: number,
  session: ClientSession,
): Promise<boolean> => {
  const notEmpty = { _id: laneIdOf(campaignId, lane), remaining: { $gt: 0 } } as const;
  return (
    (await updateRow(lanes, { filter: notEmpty, update: { $inc: { remaining: -1, issued: 1 } } }, { session })) > 0
  );
};

type Counts = Pick<Lane, "held" | "redeemed" | "revoked" | "cost">;

/** Moves a coupon from one count of its lane to another, in the given transaction. */
export const countInLane = async (
  lanes: Model<Lane>,
  { campaignId, lane }: { readonly campaignId: string; readonly lane: number },
  change: Partial<Counts>,
  session: ClientSession,
): Promise<void> => {
  const counted = await updateRow(
    lanes,
    { filter: { _id: laneIdOf(campaignId, lane) }, update: { $inc: change } },
    { session },
  );
  if (counted === 0) throw new Error(`the lane ${lane} of ${campaignId} vanished`);
};
