import { useCallback, useEffect, useState } from "react";
import type { AutoReply, WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { reasonOf } from "../wallet/refusal-text.ts";
import { desk as routes } from "./desk-routes.ts";
import { contentOf, type Draft, isSame, readDraft } from "./draft.ts";
import { useAct } from "./use-act.ts";

/** The window as the platform has it; of one that there is not yet, nothing. */
type View = Json<WindowDesk>;

/** A window as the platform has it, and what its manager is making of it. */
interface Desk {
  readonly view: View;
  readonly draft: Draft;
  readonly replies: readonly Json<AutoReply>[];
}

/** Reads the merchant's window anew. Throws what the call throws, but for a window that there is not yet. */
export const readDesk = async (merchantId: string): Promise<View> => {
  try {
    return await call(routes.getWindowDesk, { merchantId });
  } catch (error) {
    if (reasonOf(error) === "WINDOW_NOT_FOUND") return {};
    throw error;
  }
};

const deskOf = (view: View): Desk => ({ view, draft: readDraft(view.draft), replies: view.autoReplies ?? [] });

/** The desk once the draft is saved; what was typed while it was on its way stays. */
const withSaved = (desk: Desk, sent: Draft, view: View): Desk => ({
  ...{ ...desk, view },
  draft: desk.draft === sent ? readDraft(view.draft) : desk.draft,
});

const isChanged = ({ view, draft }: Desk): boolean => !isSame(draft, readDraft(view.draft));
const hasOtherReplies = ({ view, replies }: Desk): boolean =>
  JSON.stringify(replies) !== JSON.stringify(view.autoReplies ?? []);

/** Asks before the page is left while something is not saved. */
const useGuard = (hasWork: boolean): void =>
  useEffect(() => {
    if (!hasWork) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [hasWork]);

/** The merchant's window, what is being made of it, and what can be done with that. */
export const useWindowDesk = (merchantId: string) => {
  const { told, isBusy, act } = useAct();
  const [desk, setDesk] = useState<Desk>();
  const load = useCallback(() => act(async () => setDesk(deskOf(await readDesk(merchantId)))), [act, merchantId]);
  useEffect(() => void load(), [load]);
  const change = (part: Partial<Desk>) => setDesk((current) => current && { ...current, ...part });

  const keep = async ({ view, draft }: Desk): Promise<number> => {
    const request = { merchantId, expectedRevision: view.revision ?? 0, content: contentOf(draft) };
    const saved = await call(routes.saveWindowDraft, request);
    setDesk((current) => current && withSaved(current, draft, saved));
    return saved.revision ?? 0;
  };
  const show = async (of: Desk): Promise<void> =>
    change({ view: await call(routes.publishWindow, { merchantId, revision: await keep(of) }) });
  const keepReplies = async ({ view, replies }: Desk): Promise<void> => {
    const request = { merchantId, expectedRevision: view.autoRepliesRevision ?? 0, autoReplies: [...replies] };
    const saved = await call(routes.saveAutoReplies, request);
    change({ view: saved, replies: saved.autoReplies ?? [] });
  };

  const isDraftChanged = desk !== undefined && isChanged(desk);
  const areRepliesChanged = desk !== undefined && hasOtherReplies(desk);
  useGuard(isDraftChanged || areRepliesChanged);
  return {
    ...{ desk, told, isBusy, isDraftChanged, areRepliesChanged, load },
    setDraft: (draft: Draft) => change({ draft }),
    setReplies: (replies: Desk["replies"]) => change({ replies }),
    save: () => desk && act(async () => void (await keep(desk)), "deskSaved"),
    publish: () => desk && act(() => show(desk), "deskPublished"),
    saveReplies: () => desk && act(() => keepReplies(desk), "deskRepliesSaved"),
  };
};
