/** A table of a dining room. */
export interface DiningTable {
  /** tbl_… */
  readonly _id: string;
  readonly storeId: string;
  readonly tableNumber: string;
  readonly areaId: string;
  /** V19: it takes parties of that many to that many, and no others. */
  readonly minParty: number;
  readonly maxParty: number;
  /** What its code says; unique, and not to be guessed from another's. */
  readonly qrCode: string;
  /** ord_… of who sits there; empty while it is free. One row, one order: a table cannot have two. */
  readonly orderId: string;
  /** Grows with every change: whoever changes a table writes this first, and so has it alone. */
  readonly revision: number;
}

/** V19: a table for 4 to 10 takes neither 2 nor 20. */
export const fitsTable = ({ minParty, maxParty }: DiningTable, partySize: number): boolean =>
  minParty <= partySize && partySize <= maxParty;
