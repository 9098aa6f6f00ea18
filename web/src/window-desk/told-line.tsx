import { useText } from "../i18n/use-text.ts";
import type { Told } from "./use-act.ts";

/** How the last thing that was asked for went. */
export const ToldLine = ({ told }: { told: Told | undefined }) => {
  const text = useText();
  return (
    <div aria-live="polite">
      {told ? (
        <p className={`desk-told desk-${told.tone}`} role={told.tone === "bad" ? "alert" : "status"} data-testid="told">
          {told.key ? text(told.key) : told.detail}
        </p>
      ) : null}
    </div>
  );
};
