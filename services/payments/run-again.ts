/** P13: a repetition that lost the race for a unique key finds the winner's row and answers as any later one. */
export { runAgainOnDuplicate } from "../../kernel/store/run-again.ts";
