import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import type { SaveState } from "./save-basket.ts";

const TEXTS: Record<SaveState, TextKey> = { saved: "tillSaved", saving: "tillSaving", unsaved: "tillUnsaved" };

/** Whether the server has the basket. Nothing to say of an empty one. */
export const SaveMark = ({ saved, isEmpty }: { saved: SaveState; isEmpty: boolean }) => {
  const text = useText();
  return isEmpty ? null : (
    <span className={`save-mark save-${saved}`} data-testid="save-mark" data-saved={saved}>
      {text(TEXTS[saved])}
    </span>
  );
};
