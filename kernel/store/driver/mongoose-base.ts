import mongoose from "mongoose";

/** What the drivers' collections and connections are made from. Mongoose exports both, but its types do not say that they can be extended. */
interface Bases {
  BaseCollection: new (...args: unknown[]) => { name: string; onOpen(): void };
  BaseConnection: new (
    ...args: unknown[]
  ) => { readyState: number; client: unknown; db: unknown; name: string; onOpen(): void };
}

export const { BaseCollection, BaseConnection } = mongoose as unknown as Bases;
