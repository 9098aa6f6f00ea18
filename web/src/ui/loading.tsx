import { useText } from "../i18n/use-text.ts";

/** A page on its way. */
export const Loading = () => {
  const text = useText();
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {text("loading")}
    </div>
  );
};
