import type { CallContext } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { type PaymentReason, paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";

/** Why a payment was refused, and by which risk rule (`<ruleId>@<version>`), if it was one. */
export interface Refused {
  readonly refuse: PaymentReason;
  readonly rule?: string;
}

/** The error of a refusal; it names the rule that made it. */
export const refusedError = ({ refuse, rule }: Refused, metadata: Readonly<Record<string, string>> = {}): ReasonError =>
  paymentReasons.error(refuse, { metadata: rule ? { ...metadata, rule } : metadata });

/** Runs work of which a refusal (or only the one that is named) commits nothing, and keeps in the store which risk rule refused, where one did (P38). */
export const notingRefusals = async <T>(
  { riskRefusals }: Pick<PaymentsParts, "riskRefusals">,
  { rpc, subject, only }: { readonly rpc: string; readonly subject: string; readonly only?: PaymentReason },
  { caller, now }: CallContext,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const rule = error instanceof ReasonError && error.metadata["rule"];
    if (rule && (!only || error.reason === only)) {
      const reason = error.reason as PaymentReason;
      await riskRefusals.create([
        { _id: newId("rkr", now), rule, reason, rpc, subject, callerId: caller.id, createTime: now },
      ]);
    }
    throw error;
  }
};
