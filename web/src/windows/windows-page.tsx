import { useEffect, useState } from "react";
import type { Window } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { navigate, usePath } from "../ui/router.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { Face, useWords } from "./message-card.tsx";
import { WindowScreen } from "./window-screen.tsx";
import "./windows.css";

const WindowRow = ({ window: { windowId = "", content, followerCount = 0 } }: { window: Json<Window> }) => {
  const text = useText();
  const words = useWords();
  return (
    <button
      type="button"
      className="card window-row"
      data-window={windowId}
      onClick={() => navigate(`/windows/${windowId}`)}
    >
      <Face avatar={content?.avatar} />
      <span className="window-row-text">
        <span className="message-from">{words(content?.name)}</span>
        <span className="faint">{words(content?.intro)}</span>
        <span className="faint">{text("windowsFollowers", { count: followerCount })}</span>
      </span>
      <span aria-hidden="true">›</span>
    </button>
  );
};

/** Every published window; those that the user follows first. */
const WindowList = () => {
  const text = useText();
  const [windows, setWindows] = useState<Json<Window>[]>();
  useEffect(() => {
    let isGone = false;
    call(routes.listWindows, { pageSize: 100 }).then(
      (answer) => isGone || setWindows(answer.windows ?? []),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, []);
  const mine = windows?.filter(({ following }) => following) ?? [];
  const others = windows?.filter(({ following }) => !following) ?? [];
  return (
    <main className="windows">
      <TopBar title={text("windowsTitle")}>
        <button type="button" className="bar-button" onClick={() => navigate("/wallet")}>
          {text("back")}
        </button>
      </TopBar>
      <h2>{text("windowsMine")}</h2>
      {windows && mine.length === 0 ? <p className="faint">{text("windowsNone")}</p> : null}
      {mine.map((window) => (
        <WindowRow key={window.windowId} window={window} />
      ))}
      <h2>{text("windowsDiscover")}</h2>
      {others.map((window) => (
        <WindowRow key={window.windowId} window={window} />
      ))}
    </main>
  );
};

/** A user's service windows, and one of them. */
const WindowsPage = ({ principal }: { principal: Json<Principal> }) => {
  const windowId = usePath().split("/")[2];
  if (principal.kind !== "PRINCIPAL_KIND_USER") return <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />;
  return windowId ? <WindowScreen key={windowId} windowId={windowId} /> : <WindowList />;
};

export default WindowsPage;
