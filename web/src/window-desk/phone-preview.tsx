import { useState } from "react";
import type { BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import { type Entry, MenuBar } from "../windows/menu-bar.tsx";
import { Face, useWords } from "../windows/message-card.tsx";
import { type Draft, menuOf } from "./draft.ts";
import { usePageName } from "./fields.tsx";

/** What a tap in the preview has brought up. */
const Answer = ({ entry }: { entry: Entry }) => {
  const text = useText();
  const words = useWords();
  const nameOfPage = usePageName();
  if (entry.link !== undefined)
    return <p className="preview-note">{text("previewOpens", { page: nameOfPage(entry.link) })}</p>;
  if (entry.page)
    return (
      <div className="preview-page">
        <strong>{words(entry.page.title)}</strong>
        <p className="message-body">{words(entry.page.body)}</p>
      </div>
    );
  return (
    <>
      <div className="bubble bubble-own">{words(entry.title)}</div>
      <div className="bubble">
        <span className="message-body">{words(entry.reply)}</span>
      </div>
    </>
  );
};

const entryIn = (menu: readonly Entry[], entryId: string | undefined): Entry | undefined =>
  menu.flatMap((entry) => [entry, ...(entry.entries ?? [])]).find((entry) => entry.entryId === entryId);

interface PreviewProps {
  draft: Draft;
  greeting: Json<BilingualText> | undefined;
  followers: number;
}

/** The window as a follower's phone will show it, tappable, while it is being written. */
export const PhonePreview = ({ draft, greeting, followers }: PreviewProps) => {
  const text = useText();
  const words = useWords();
  const [tapped, setTapped] = useState<string>();
  const menu = menuOf(draft);
  const entry = entryIn(menu, tapped);
  return (
    <aside className="preview" data-testid="preview">
      <h2 className="preview-title">{text("previewTitle")}</h2>
      <div className="preview-phone">
        <header className="preview-bar">{words(draft.name) || text("deskUnnamed")}</header>
        <section className="card window-head">
          <Face avatar={draft.avatar} />
          <span className="window-row-text">
            <span className="faint message-body">{words(draft.intro)}</span>
            <span className="faint">{text("windowsFollowers", { count: followers })}</span>
          </span>
        </section>
        <section className="window-talk preview-talk">
          {greeting?.zh ? (
            <div className="bubble">
              <span className="message-body">{words(greeting)}</span>
            </div>
          ) : null}
          {entry ? <Answer entry={entry} /> : null}
        </section>
        <MenuBar menu={menu} onEntry={({ entryId }) => setTapped(entryId)} />
      </div>
    </aside>
  );
};
