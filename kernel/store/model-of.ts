import type { Connection, Model, Schema } from "mongoose";

/** The model of that name on a connection, made where it is first asked for: several nodes of a test run over one store, and a check reads it beside them. */
export const modelOf = <Row>(connection: Connection, name: string, schema: Schema<Row>): Model<Row> =>
  (connection.models[name] as Model<Row> | undefined) ?? connection.model<Row>(name, schema);
