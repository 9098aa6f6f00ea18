import type { MenuEntry, WindowContent, WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { type ContentWorld, manager } from "./start-content.ts";

/** A merchant that has no window yet, what its manager makes of one, and entries of a menu. */
export const NEW = { merchantId: "mer_newshop1" };

/** The merchant's own calls: a draft, and its publication. */
export const newWindow = (world: ContentWorld) => {
  const desk = world.as(manager(NEW.merchantId));
  return {
    save: (content: WindowContent, expectedRevision = 0): Promise<WindowDesk> =>
      desk.saveWindowDraft({ ...NEW, content, expectedRevision }),
    publish: (revision: number): Promise<WindowDesk> => desk.publishWindow({ ...NEW, revision }),
  };
};

export const text = (zh: string, en = "") => ({ zh, en });

export const link = (entryId: string, path = "/wallet"): MenuEntry => ({
  ...{ entryId, title: text("付款"), entries: [] },
  action: { $case: "link", value: path },
});

export const group = (entryId: string, entries: MenuEntry[]): MenuEntry => ({
  ...{ entryId, title: text("更多"), entries },
  action: undefined,
});
