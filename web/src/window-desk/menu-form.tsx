import { AddOutline } from "antd-mobile-icons";
import { useState } from "react";
import { mintEntryId } from "../api/mint.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { useWords } from "../windows/message-card.tsx";
import { type DraftEntry, isComplete, KINDS, type Kind, MENU, moved, newEntry } from "./draft.ts";
import { Field, LinkField, usePageName, WordsField } from "./fields.tsx";
import type { DraftProps } from "./profile-form.tsx";

const KIND_NAMES: Readonly<Record<Kind, TextKey>> = {
  link: "deskKindLink",
  reply: "deskKindReply",
  page: "deskKindPage",
  group: "deskKindGroup",
};

interface EntryProps {
  entry: DraftEntry;
  onChange(entry: DraftEntry): void;
}

/** What belongs to the kind that was chosen. */
const ActionFields = ({ entry, onChange }: EntryProps) => {
  const { kind, link, reply, page } = entry;
  if (kind === "link") return <LinkField value={link} onChange={(path) => onChange({ ...entry, link: path })} />;
  if (kind === "reply")
    return (
      <WordsField
        {...{ label: "deskKindReply", name: "reply", value: reply, max: [500, 500], isLong: true }}
        onChange={(words) => onChange({ ...entry, reply: words })}
      />
    );
  if (kind === "group") return null;
  return (
    <>
      <WordsField
        {...{ label: "deskPageTitle", name: "page-title", value: page.title, max: [32, 32] }}
        onChange={(title) => onChange({ ...entry, page: { ...page, title } })}
      />
      <WordsField
        {...{ label: "deskPageBody", name: "page-body", value: page.body, max: [2_000, 2_000], isLong: true }}
        onChange={(body) => onChange({ ...entry, page: { ...page, body } })}
      />
    </>
  );
};

const EntryFields = ({ entry, onChange, kinds }: EntryProps & { kinds: readonly Kind[] }) => {
  const text = useText();
  return (
    <div className="desk-entry-fields">
      <WordsField
        {...{ label: "deskEntryTitle", name: "title", value: entry.title, max: [8, 20] }}
        onChange={(title) => onChange({ ...entry, title })}
      />
      <Field label={text("deskKind")}>
        <select
          name="kind"
          value={entry.kind}
          onChange={({ target }) => onChange({ ...entry, kind: target.value as Kind })}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {text(KIND_NAMES[kind])}
            </option>
          ))}
        </select>
      </Field>
      <ActionFields entry={entry} onChange={onChange} />
    </div>
  );
};

/** What a tap on the entry does, in a few words. */
const useSummary = (): ((entry: DraftEntry) => string) => {
  const text = useText();
  const words = useWords();
  const nameOfPage = usePageName();
  return (entry) => {
    if (!isComplete(entry)) return text("deskIncomplete");
    if (entry.kind === "link") return `${text("deskKindLink")}: ${nameOfPage(entry.link)}`;
    if (entry.kind === "page") return `${text("deskKindPage")}: ${words(entry.page.title)}`;
    if (entry.kind === "reply") return `${text("deskKindReply")}: ${words(entry.reply)}`;
    return text("deskGroupOf", { count: entry.entries.length });
  };
};

interface RowProps extends EntryProps {
  isOpen: boolean;
  kinds: readonly Kind[];
  onOpen(): void;
  onMove(by: 1 | -1): void;
  onRemove(): void;
}

/** One entry: what it is, and its fields while it is open. */
const EntryRow = ({ entry, isOpen, kinds, onOpen, onMove, onRemove, onChange }: RowProps) => {
  const text = useText();
  const words = useWords();
  const summary = useSummary();
  return (
    <div className={isOpen ? "desk-entry desk-entry-open" : "desk-entry"} data-row={entry.entryId}>
      <div className="desk-entry-head">
        <button type="button" className="desk-entry-name" aria-expanded={isOpen} onClick={onOpen}>
          <strong>{words(entry.title) || text("deskUnnamed")}</strong>
          <span className={isComplete(entry) ? "faint" : "desk-warning"}>{summary(entry)}</span>
        </button>
        <button type="button" className="desk-tool" aria-label={text("deskUp")} onClick={() => onMove(-1)}>
          ↑
        </button>
        <button type="button" className="desk-tool" aria-label={text("deskDown")} onClick={() => onMove(1)}>
          ↓
        </button>
        <button type="button" className="desk-tool" aria-label={text("deskRemove")} onClick={onRemove}>
          ✕
        </button>
      </div>
      {isOpen ? <EntryFields entry={entry} kinds={kinds} onChange={onChange} /> : null}
    </div>
  );
};

const LEAF_KINDS = KINDS.filter((kind) => kind !== "group");

interface ListProps {
  entries: readonly DraftEntry[];
  /** How many there may be. */
  most: number;
  isTop: boolean;
  openId: string | undefined;
  onOpen(entryId: string | undefined): void;
  onChange(entries: readonly DraftEntry[]): void;
}

/** The entries of one level, each group with those below it. */
const EntryList = ({ entries, most, isTop, openId, onOpen, onChange }: ListProps) => {
  const text = useText();
  const add = () => {
    const entry = newEntry(mintEntryId());
    onChange([...entries, entry]);
    onOpen(entry.entryId);
  };
  return (
    <div className={isTop ? "desk-entries" : "desk-entries desk-below"}>
      {entries.map((entry, index) => (
        <div key={entry.entryId}>
          <EntryRow
            {...{ entry, isOpen: openId === entry.entryId, kinds: isTop ? KINDS : LEAF_KINDS }}
            onOpen={() => onOpen(openId === entry.entryId ? undefined : entry.entryId)}
            onMove={(by) => onChange(moved(entries, index, by))}
            onRemove={() => onChange(entries.toSpliced(index, 1))}
            onChange={(changed) => onChange(entries.with(index, changed))}
          />
          {entry.kind === "group" ? (
            <EntryList
              {...{ entries: entry.entries, most: MENU.below, isTop: false, openId, onOpen }}
              onChange={(below) => onChange(entries.with(index, { ...entry, entries: below }))}
            />
          ) : null}
        </div>
      ))}
      {entries.length < most ? (
        <button type="button" className="desk-add" onClick={add} data-testid={isTop ? "add-entry" : "add-below"}>
          <AddOutline /> {text(isTop ? "deskAddEntry" : "deskAddBelow")}
        </button>
      ) : null}
    </div>
  );
};

/** The window's menu (W3): up to three entries in the bar, each an action or up to five entries below it. */
export const MenuForm = ({ draft, onChange }: DraftProps) => {
  const text = useText();
  const [openId, setOpenId] = useState<string>();
  return (
    <section className="card desk-form">
      <p className="faint">{text("deskMenuHint", { bar: MENU.bar, below: MENU.below })}</p>
      <EntryList
        {...{ entries: draft.menu, most: MENU.bar, isTop: true, openId, onOpen: setOpenId }}
        onChange={(menu) => onChange({ ...draft, menu })}
      />
    </section>
  );
};
