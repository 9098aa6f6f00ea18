import { mongo } from "mongoose";
import type { PaymentsWorld } from "./payments-world.ts";

/** All that the store holds, each row as its BSON bytes: to look for what must not be there. */
export const everyRow = async ({ store: { connection } }: Pick<PaymentsWorld, "store">): Promise<Buffer> => {
  const rows: Buffer[] = [];
  for (const { collection } of Object.values(connection.models))
    for (const row of await collection.find({}).toArray()) rows.push(Buffer.from(mongo.BSON.serialize(row)));
  return Buffer.concat(rows);
};
