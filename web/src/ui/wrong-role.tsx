import { Button } from "antd-mobile";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { navigate } from "./router.ts";
import { TopBar } from "./top-bar.tsx";

/** A page that is not for whoever is signed in says so, and leads back. */
export const WrongRole = ({ title, hint }: { title: TextKey; hint: TextKey }) => {
  const text = useText();
  return (
    <main>
      <TopBar title={text("appName")} />
      <div className="broken">
        <p>{text(title)}</p>
        <p className="faint">{text(hint)}</p>
        <Button color="primary" fill="outline" onClick={() => navigate("/")}>
          {text("back")}
        </Button>
      </div>
    </main>
  );
};
