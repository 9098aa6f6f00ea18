import type { ClientSession, Connection, Model, Schema } from "mongoose";

/** The connection's model of that name, made at the first call: the service and the proof of its ledger use the same ones. */
export const modelOf = <Row>(connection: Connection, name: string, schema: Schema<Row>): Model<Row> =>
  (connection.models[name] as Model<Row> | undefined) ?? connection.model<Row>(name, schema);

/** Writes a new row just as it is. The compiler has checked its type, so no Mongoose document is made of it, which would cost as much as the write. */
export const insertRow = async <Row extends object>(
  model: Model<Row>,
  row: Row,
  session?: ClientSession,
): Promise<void> => {
  await model.collection.insertOne(row, { session });
};
