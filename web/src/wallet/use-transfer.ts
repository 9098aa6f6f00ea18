import { useRef, useState } from "react";
import type { Transfer, TransferMoneyRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import { mintKey } from "../api/mint.ts";
import { isUnknownResult } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { reasonOf, refusalText } from "./refusal-text.ts";

type Draft = Pick<Json<TransferMoneyRequest>, "payeePhone" | "amount" | "note">;

/** That the platform asks for the payment password, whether there is one yet or not. */
const asksForPassword = (error: unknown): boolean =>
  ["PAYMENT_PASSWORD_NEEDED", "PAYMENT_PASSWORD_NOT_SET"].includes(reasonOf(error));

/** What a refused first try means for the form. */
type Outcome = { needsPassword: true } | { error: string };

const outcomeOf = (refused: unknown, unknownText: string): Outcome =>
  asksForPassword(refused) ? { needsPassword: true } : { error: refusalText(refused) || unknownText };

/**
 * One transfer, from the form to the answer. The request's id stays the same until the platform has said yes or no to it, so a second press, or a press after
 * a lost answer, moves the money once.
 */
export const useTransfer = (onMoved: () => void) => {
  const text = useText();
  const requestId = useRef<string>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>({ error: "" });
  const [done, setDone] = useState<Json<Transfer>>();

  const attempt = async (draft: Draft, paymentPassword: string): Promise<void> => {
    requestId.current ??= mintKey();
    const request = { ...draft, transferRequestId: requestId.current, paymentPassword };
    try {
      const transfer = await call(routes.transferMoney, request);
      setOutcome({ error: "" });
      setDone(transfer);
      onMoved();
    } catch (refused) {
      if (!isUnknownResult(refused)) requestId.current = undefined;
      throw refused;
    }
  };

  const send = async (draft: Draft): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setOutcome({ error: "" });
    await attempt(draft, "").catch((refused: unknown) => setOutcome(outcomeOf(refused, text("transferUnknown"))));
    setBusy(false);
  };

  const needsPassword = "needsPassword" in outcome;
  const error = "error" in outcome ? outcome.error : "";
  const cancelPassword = (): void => setOutcome({ error: "" });
  return { isBusy, error, needsPassword, done, send, confirm: attempt, cancelPassword };
};
