import { ApiProblem } from "../api/problem.ts";

/** What the platform said of a refused call, in the reader's language; empty where nobody answered. */
export const refusalText = (error: unknown): string =>
  error instanceof ApiProblem ? error.problem.detail || error.problem.reason : "";

/** The reason of a refused call; empty where nobody answered. */
export const reasonOf = (error: unknown): string => (error instanceof ApiProblem ? error.problem.reason : "");
