import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/**
 * A trade of a merchant who gives coupons for payments, as far as marketing has heard of it. That it was paid and that it was refunded are two events, which may be
 * heard in either order and at once: both write this row, so one of them comes second and knows of the other (M11).
 */
export interface Reward {
  /** `<merchant id>:<merchant trade id>`. */
  readonly _id: string;
  /** Whether the payment was heard of. */
  readonly isPaid?: boolean;
  /** What was refunded so far, in minor units. */
  readonly refunded: bigint;
}

const required = true;

const schema = new Schema<Reward>(
  {
    _id: { type: String, required },
    isPaid: { type: Boolean },
    refunded: { type: BigInt, required },
  },
  { collection: "rewarded_trades", versionKey: false },
);

export const rewardModel = (connection: Connection): Model<Reward> => modelOf<Reward>(connection, "Reward", schema);
