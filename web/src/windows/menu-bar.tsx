import { useState } from "react";
import type { MenuEntry } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { useWords } from "./message-card.tsx";

/** An entry as proto3 JSON has it: the action is a field of its own name. */
export type Entry = Omit<Json<MenuEntry>, "action" | "entries"> & {
  link?: string;
  reply?: object;
  page?: { title?: { zh?: string; en?: string }; body?: { zh?: string; en?: string } };
  entries?: Entry[];
};

/** The menu at the bottom of a window: a tap acts, or opens what is below. */
export const MenuBar = ({ menu, onEntry }: { menu: readonly Entry[]; onEntry(entry: Entry): void }) => {
  const words = useWords();
  const [openId, setOpenId] = useState<string>();
  const tap = (entry: Entry) => {
    const isGroup = (entry.entries?.length ?? 0) > 0;
    setOpenId(isGroup && openId !== entry.entryId ? entry.entryId : undefined);
    if (!isGroup) onEntry(entry);
  };
  const below = menu.find(({ entryId }) => entryId === openId)?.entries ?? [];
  return (
    <nav className="window-menu">
      {below.length > 0 ? (
        <div className="card window-submenu">
          {below.map((entry) => (
            <button key={entry.entryId} type="button" data-entry={entry.entryId} onClick={() => tap(entry)}>
              {words(entry.title)}
            </button>
          ))}
        </div>
      ) : null}
      <div className="window-bar">
        {menu.map((entry) => (
          <button key={entry.entryId} type="button" data-entry={entry.entryId} onClick={() => tap(entry)}>
            {words(entry.title)}
          </button>
        ))}
      </div>
    </nav>
  );
};
