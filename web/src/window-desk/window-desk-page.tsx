import { Button } from "antd-mobile";
import { useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { namesOf, useLanguage, useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { Loading } from "../ui/loading.tsx";
import { formatShortTime } from "../ui/times.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { BroadcastForm } from "./broadcast-form.tsx";
import { BroadcastHistory } from "./broadcast-history.tsx";
import { MenuForm } from "./menu-form.tsx";
import { PhonePreview } from "./phone-preview.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { greetingOf, RepliesForm } from "./replies-form.tsx";
import { ToldLine } from "./told-line.tsx";
import { useBroadcasts } from "./use-broadcasts.ts";
import { useWindowDesk } from "./use-window-desk.ts";
import "../windows/windows.css";
import "./window-desk.css";

const TABS: readonly (readonly [tab: Tab, name: TextKey])[] = [
  ["profile", "deskProfile"],
  ["menu", "deskMenu"],
  ["replies", "deskReplies"],
  ["broadcasts", "deskBroadcasts"],
];
type Tab = "profile" | "menu" | "replies" | "broadcasts";

type State = ReturnType<typeof useWindowDesk>;

/** How what is written stands to what users see. */
const useStanding = ({ desk, isDraftChanged }: State): string => {
  const text = useText();
  const language = useLanguage();
  const { revision = 0, publishedRevision = 0, version = 0, publishTime } = desk?.view ?? {};
  if (isDraftChanged) return text("deskUnsaved");
  if (revision !== publishedRevision) return text("deskUnpublished");
  return version === 0
    ? text("deskNoWindow")
    : text("deskLive", { version, time: formatShortTime(publishTime, language) });
};

/** What was asked for, how it went, and, where somebody else was faster, how to get theirs. */
const Outcome = ({ state: { told, load } }: { state: State }) => {
  const text = useText();
  const isOutdated = told?.reason === "WINDOW_DRAFT_CHANGED" || told?.reason === "AUTO_REPLIES_CHANGED";
  return (
    <>
      <ToldLine told={told} />
      {isOutdated ? (
        <button type="button" className="window-button" onClick={() => void load()}>
          {text("deskReload")}
        </button>
      ) : null}
    </>
  );
};

/** Where there is room for one column only, the phone stands below what is written. */
const lookAtPhone = (): void => document.querySelector(".preview")?.scrollIntoView({ block: "end" });

const DraftActions = ({ state }: { state: State }) => {
  const text = useText();
  const standing = useStanding(state);
  const { isBusy, isDraftChanged, desk } = state;
  const isShown = !isDraftChanged && desk?.view.revision === desk?.view.publishedRevision;
  return (
    <footer className="desk-footer">
      <Outcome state={state} />
      <p className="faint desk-standing">
        <span data-testid="standing">{standing}</span>
        <button type="button" className="desk-look" onClick={lookAtPhone}>
          {text("previewLook")} ↓
        </button>
      </p>
      <div className="desk-actions">
        <Button
          size="large"
          disabled={!isDraftChanged || isBusy}
          onClick={() => void state.save()}
          data-testid="save-draft"
        >
          {text("deskSave")}
        </Button>
        <Button
          size="large"
          color="primary"
          disabled={isShown || isBusy}
          onClick={() => void state.publish()}
          data-testid="publish"
        >
          {text("deskPublish")}
        </Button>
      </div>
    </footer>
  );
};

const ReplyActions = ({ state }: { state: State }) => {
  const text = useText();
  const { isBusy, areRepliesChanged, desk } = state;
  const hasWindow = desk?.view.windowId !== undefined;
  return (
    <footer className="desk-footer">
      <Outcome state={state} />
      <p className="faint">{text(hasWindow ? "repliesAtOnce" : "repliesNoWindow")}</p>
      <Button
        {...{ block: true, size: "large", color: "primary", disabled: !areRepliesChanged || isBusy || !hasWindow }}
        onClick={() => void state.saveReplies()}
        data-testid="save-replies"
      >
        {text("repliesSave")}
      </Button>
    </footer>
  );
};

/** What is written on the tab, and what is done with it; the follower's phone beside it. */
const Writing = ({ state, tab }: { state: State; tab: Exclude<Tab, "broadcasts"> }) => {
  const { desk, told } = state;
  if (!desk) return told ? <Outcome state={state} /> : <Loading />;
  const { draft, replies, view } = desk;
  return (
    <div className="desk-body">
      <div className="desk-column">
        {tab === "profile" ? <ProfileForm draft={draft} onChange={state.setDraft} /> : null}
        {tab === "menu" ? <MenuForm draft={draft} onChange={state.setDraft} /> : null}
        {tab === "replies" ? <RepliesForm replies={replies} onChange={state.setReplies} /> : null}
        {tab === "replies" ? <ReplyActions state={state} /> : <DraftActions state={state} />}
      </div>
      <PhonePreview {...{ draft, greeting: greetingOf(replies), followers: view.followerCount ?? 0 }} />
    </div>
  );
};

const Broadcasts = ({ merchantId }: { merchantId: string }) => {
  const { history, put, more } = useBroadcasts(merchantId);
  return (
    <div className="desk-body">
      <div className="desk-column">
        <BroadcastForm merchantId={merchantId} onSent={put} />
      </div>
      <BroadcastHistory history={history} more={more} />
    </div>
  );
};

const Desk = ({ merchantId, name }: { merchantId: string; name: string }) => {
  const text = useText();
  const state = useWindowDesk(merchantId);
  const [tab, setTab] = useState<Tab>("profile");
  return (
    <main className="desk" data-testid="window-desk">
      <TopBar title={text("deskTitle")} note={name} />
      <nav className="desk-tabs">
        {TABS.map(([one, label]) => (
          <button key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)} data-tab={one}>
            {text(label)}
          </button>
        ))}
      </nav>
      {tab === "broadcasts" ? <Broadcasts merchantId={merchantId} /> : <Writing state={state} tab={tab} />}
    </main>
  );
};

/** The desk at which a merchant's manager runs its service window: what it shows, what it answers, and what it sends. */
const WindowDeskPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  const { merchantId = "", roles = [] } = principal;
  if (!roles.includes("manager")) return <WrongRole title="deskWrongRole" hint="deskWrongRoleHint" />;
  return <Desk merchantId={merchantId} name={nameOf(namesOf(principal))} />;
};

export default WindowDeskPage;
