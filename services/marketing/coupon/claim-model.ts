import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** How many coupons of a campaign a user has had: for ever, whatever became of them (M9). */
export interface Claim {
  /** `<campaign id>:<user id>`: one row per user and campaign, in the database. */
  readonly _id: string;
  readonly campaignId: string;
  readonly userId: string;
  readonly issued: number;
}

const required = true;

const schema = new Schema<Claim>(
  {
    _id: { type: String, required },
    campaignId: { type: String, required },
    userId: { type: String, required },
    issued: { type: Number, required },
  },
  { collection: "claims", versionKey: false },
);

export const claimModel = (connection: Connection): Model<Claim> => modelOf<Claim>(connection, "Claim", schema);

export const claimIdOf = (campaignId: string, userId: string): string => `${campaignId}:${userId}`;
