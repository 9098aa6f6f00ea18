import { type Connection, type Model, Schema } from "mongoose";

/** Who runs a job. One row per job of the service. */
export interface LeaseRow {
  /** The job's name. */
  readonly _id: string;
  /** `<process>/<node>`; "" = nobody. */
  readonly owner: string;
  /** Counts the owners, so that one who was replaced cannot renew (fencing). */
  readonly fence: number;
  /** When the lease is anybody's, unless it is renewed before. */
  readonly expireTime: Date;
}

const schema = new Schema<LeaseRow>(
  {
    _id: { type: String, required: true },
    owner: { type: String },
    fence: { type: Number, required: true },
    expireTime: { type: Date, required: true },
  },
  { collection: "job_leases", versionKey: false },
);

/** The leases of a service's jobs. */
export const leaseModel = (connection: Connection): Model<LeaseRow> =>
  (connection.models["JobLease"] as Model<LeaseRow> | undefined) ?? connection.model<LeaseRow>("JobLease", schema);
