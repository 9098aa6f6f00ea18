import { Button } from "antd-mobile";
import { useText } from "../i18n/use-text.ts";
import { navigate } from "../ui/router.ts";
import { LanguageSwitch } from "../ui/top-bar.tsx";

/** An address of ours that leads nowhere says so. */
export const NotFoundPage = () => {
  const text = useText();
  return (
    <main data-testid="not-found">
      <header className="top-bar">
        <div className="top-bar-title">
          <h1>{text("appName")}</h1>
        </div>
        <LanguageSwitch />
      </header>
      <div className="broken">
        <p>{text("notFound")}</p>
        <p className="faint">{text("notFoundHint")}</p>
        <Button size="large" color="primary" fill="outline" onClick={() => navigate("/")}>
          {text("notFoundHome")}
        </Button>
      </div>
    </main>
  );
};
