import type { ClientSession } from "mongoose";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { identityReasons } from "../errors.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { type CodeVerdict, judgeCode } from "./phone-code.ts";
import { type Purpose, phoneCodeIdOf } from "./phone-code-model.ts";

type CodeParts = Pick<IdentityParts, "phoneCodes" | "codeHash">;

/** A code as it is shown. */
export interface ShownCode {
  readonly purpose: Purpose;
  readonly phoneIndex: string;
  readonly code: string;
}

/**
 * Judges a code in the caller's transaction, and writes what comes of it: a right one is used, a wrong one costs a try. The caller commits either way; so of
 * many guesses at once as many count as are made.
 */
export const usePhoneCode = async (
  { phoneCodes, codeHash }: CodeParts,
  session: ClientSession,
  { purpose, phoneIndex, code }: ShownCode,
  now: Date,
): Promise<CodeVerdict> => {
  const _id = phoneCodeIdOf(purpose, phoneIndex);
  const known = await phoneCodes.findById(_id).session(session).lean();
  const verdict = judgeCode(known, (nonce) => codeHash(_id, nonce, code), now);
  if (verdict.kind === "right") await phoneCodes.updateOne({ _id }, { $unset: { codeHash: 1 } }, { session });
  if (verdict.kind === "wrong")
    await phoneCodes.updateOne({ _id }, { $set: { triesLeft: verdict.triesLeft } }, { session });
  return verdict;
};

/** Whether a code would be right now; decides nothing, and spares the work that only a right one is worth. */
export const looksRight = async (
  { phoneCodes, codeHash }: CodeParts,
  { purpose, phoneIndex, code }: ShownCode,
  now: Date,
): Promise<boolean> => {
  const _id = phoneCodeIdOf(purpose, phoneIndex);
  const known = await phoneCodes.findById(_id).lean();
  return judgeCode(known, (nonce) => codeHash(_id, nonce, code), now).kind === "right";
};

/** What is thrown for a code that does not hold. */
export const codeRefusal = (verdict: Exclude<CodeVerdict, { kind: "right" }>): ReasonError =>
  verdict.kind === "over"
    ? identityReasons.error("PHONE_CODE_EXPIRED")
    : identityReasons.error("PHONE_CODE_WRONG", { metadata: { triesLeft: String(verdict.triesLeft) } });
