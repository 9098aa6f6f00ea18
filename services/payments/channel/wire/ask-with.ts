import { type Asked, NOT_REACHED, type ProvenAnswer, unknown } from "./answers.ts";

/** Reads what came of asking; without a proven word it is unknown (P1). */
export const readAsked = <Answer>(
  asked: Asked,
  read: (proven: ProvenAnswer) => Answer,
): Answer | ReturnType<typeof unknown> => {
  if ("refused" in asked) return unknown("nobody is there");
  return "unknown" in asked ? unknown(asked.unknown) : read(asked.proven);
};

/** As `readAsked`, for the request that first brings the attempt to the party: where nobody was there, nobody took it in. */
export const readPaymentAsked = <Answer>(asked: Asked, read: (proven: ProvenAnswer) => Answer) =>
  "refused" in asked ? NOT_REACHED : readAsked(asked, read);
