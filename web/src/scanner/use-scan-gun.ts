import { useEffect, useRef } from "react";
import { feel } from "../ui/feedback.ts";
import { NO_RUN, pressKey, SILENCE_MS, settleRun } from "./keystrokes.ts";

/** What the gun typed into a field by the way is taken out of it again: the scan was for the page, not for the field. */
const takeOut = (target: EventTarget | null, scanned: string): void => {
  if (!(target instanceof HTMLInputElement) || !target.value.endsWith(scanned)) return;
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  setValue?.call(target, target.value.slice(0, -scanned.length));
  target.dispatchEvent(new Event("input", { bubbles: true }));
};

/** How many open questions want no scan. */
let mutes = 0;

/** While it is muted a scan does nothing but sound wrong: neither does it answer the question on the screen, nor go behind it. */
export const useMutedGun = (isMuted: boolean): void => {
  useEffect(() => {
    if (!isMuted) return;
    mutes++;
    return () => {
      mutes--;
    };
  }, [isMuted]);
};

/** Listens for scans on the whole page, whatever has the focus (Y10). Typing by hand goes where it always goes. */
export const useScanGun = (onScan: (text: string) => void): void => {
  const handler = useRef(onScan);
  handler.current = onScan;
  useEffect(() => {
    let run = NO_RUN;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (scanned: string | undefined, target: EventTarget | null) => {
      if (scanned === undefined) return;
      takeOut(target, scanned);
      if (mutes > 0) feel("bad");
      else handler.current(scanned);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      clearTimeout(timer);
      const step = pressKey(run, { key: event.key, atMs: event.timeStamp, repeat: event.repeat });
      run = step.run;
      // The gun's Enter must not press the button or send the form that happens to have the focus.
      if (step.scanned !== undefined) event.preventDefault();
      take(step.scanned, event.target);
      timer = setTimeout(() => {
        const settled = settleRun(run, performance.now());
        run = settled.run;
        take(settled.scanned, event.target);
      }, SILENCE_MS + 10);
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, []);
};
