import type { Connection, Model, Schema } from "mongoose";

/** The connection's model of that name, made at the first call: the service and the proof of its ledger use the same ones. */
export const modelOf = <Row>(connection: Connection, name: string, schema: Schema<Row>): Model<Row> =>
  (connection.models[name] as Model<Row> | undefined) ?? connection.model<Row>(name, schema);
