import { Button } from "antd-mobile";
import { type Text, useName, useText } from "../i18n/use-text.ts";
import { isShort } from "./basket.ts";
import type { Till } from "./open-till.ts";
import { adviceFor } from "./refusals.ts";
import type { Refusal, TillState } from "./till-state.ts";

type NameOf = ReturnType<typeof useName>;

/** The item that is short and how many there are, where both are known; else the platform's words. */
const whyRefused = (text: Text, nameOf: NameOf, { lines }: TillState, { barcode, detail, reason }: Refusal): string => {
  const line = barcode === undefined ? undefined : lines.find((one) => one.barcode === barcode);
  if (!line) return detail || reason;
  const name = nameOf(line);
  return isShort(line) ? text("tillOnlyLeft", { name, count: line.available ?? 0 }) : `${name} · ${detail || reason}`;
};

/** Why no money was taken, in the platform's words, and what the cashier does next, in ours. */
export const RefusalCard = ({ till, state }: { till: Till; state: TillState }) => {
  const text = useText();
  const nameOf = useName();
  const { refusal } = state;
  if (!refusal) return null;
  const next = refusal.isReleased ? "nextFreshCode" : adviceFor(refusal.reason).next;
  const title = `${text("refusedTitle")} · ${whyRefused(text, nameOf, state, refusal)}`;
  return (
    <div className="refusal" role="alert" data-testid="refusal" data-reason={refusal.reason}>
      <strong>{refusal.isReleased ? text("refusedReleased") : title}</strong>
      <span>{text(next)}</span>
      {next === "nextNewBasket" ? (
        <Button size="small" onClick={till.next}>
          {text("tillStartOver")}
        </Button>
      ) : null}
    </div>
  );
};
