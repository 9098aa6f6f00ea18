import { Button } from "antd-mobile";
import { useText } from "../i18n/use-text.ts";
import type { Till } from "./open-till.ts";
import { adviceFor } from "./refusals.ts";
import type { Refusal } from "./till-state.ts";

/** Why no money was taken, in the platform's words, and what the cashier does next, in ours. */
export const RefusalCard = ({ till, refusal }: { till: Till; refusal: Refusal | undefined }) => {
  const text = useText();
  if (!refusal) return null;
  const { next } = adviceFor(refusal.reason);
  return (
    <div className="refusal" role="alert" data-testid="refusal" data-reason={refusal.reason}>
      <strong>
        {text("refusedTitle")} · {refusal.detail || refusal.reason}
      </strong>
      <span>{text(next)}</span>
      {next === "nextNewBasket" ? (
        <Button size="small" onClick={till.next}>
          {text("tillStartOver")}
        </Button>
      ) : null}
    </div>
  );
};
