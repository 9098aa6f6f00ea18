/** Where the money of something paid is: NONE where nothing goes back; FAILED where payments refused for good what should have. */
export type RefundState = "NONE" | "PENDING" | "DONE" | "FAILED";
