import { useName, useText } from "../i18n/use-text.ts";
import type { Notice } from "./till-core.ts";

/** What the last scan came to. */
export const NoticeBar = ({ notice }: { notice: Notice | undefined }) => {
  const text = useText();
  const nameOf = useName();
  if (!notice) return <div className="notice-space" aria-live="polite" />;
  const { tone, text: key, parameters, names, detail } = notice;
  const words = key
    ? text(key, { ...parameters, ...(names ? { name: nameOf(names) } : {}) })
    : names
      ? nameOf(names)
      : (detail ?? "");
  return (
    <div className="notice-space" aria-live="polite">
      <p className={`notice notice-${tone}`} data-testid="notice">
        {tone === "good" ? "+ " : null}
        {words}
      </p>
    </div>
  );
};
