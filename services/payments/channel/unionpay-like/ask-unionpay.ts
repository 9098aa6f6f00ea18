import type { Asked } from "../wire/answers.ts";
import { exchange } from "../wire/exchange.ts";
import type { Party } from "../wire/party.ts";
import { type FormFields, isPartysWord, knowsParty, readForm, signedForm } from "./unionpay-signature.ts";

const PREFIX = "/unionpay-like";
const HEADERS = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

/** Sends a signed form and verifies the answer: HTTP 200, readable, and signed; all else is unknown (P1). */
export const askUnionpay = async (
  party: Party,
  path: string,
  fields: FormFields,
  signal: AbortSignal,
): Promise<Asked> => {
  const address = await party.address();
  if (!address || !(await knowsParty(party))) return { refused: true };
  const body = await signedForm(party, fields);
  const outcome = await exchange({ method: "POST", url: `${address}${PREFIX}${path}`, headers: HEADERS, body }, signal);
  if (outcome.kind === "refused") return { refused: true };
  if (outcome.kind === "broken") return { unknown: outcome.cause };
  if (outcome.status !== 200) return { unknown: `HTTP ${outcome.status}` };
  const answer = readForm(outcome.body);
  if (!answer) return { unknown: "HTTP 200, not readable" };
  if (!(await isPartysWord(party, answer))) return { unknown: "the signature is wrong" };
  return { proven: { status: 200, fields: answer } };
};
