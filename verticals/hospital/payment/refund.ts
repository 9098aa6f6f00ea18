/** Where the money of something paid is: NONE where nothing goes back. */
export type RefundState = "NONE" | "PENDING" | "DONE";
