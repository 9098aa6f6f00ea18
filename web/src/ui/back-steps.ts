import { useEffect, useLayoutEffect, useRef } from "react";

/** What is open over a page, the newest last: a press of Back closes the newest and stays on the page. */
const steps: (() => void)[] = [];

const MARK = { backStep: true };
const isMarked = (): boolean => (history.state as Partial<typeof MARK> | null)?.backStep === true;

/** A history.back() of our own is on its way. */
let isLeaving = false;

/** One marked entry of the history stands on top while anything is open, and none while nothing is. */
const settle = (): void => {
  if (isLeaving) return;
  if (steps.length > 0 && !isMarked()) history.pushState(MARK, "");
  if (steps.length === 0 && isMarked()) {
    isLeaving = true;
    history.back();
  }
};

/** Later, of what closes: as another opens (one sheet for the next) its entry serves on, and a page that is being left has none to take back. */
const settleSoon = (): void => {
  setTimeout(settle, 0);
};

const onPopState = (): void => {
  const wasOurs = isLeaving;
  isLeaving = false;
  if (!wasOurs && !isMarked()) steps.at(-1)?.();
  settleSoon();
};

/** Follows the browser's Back for what is open over a page. Called once by the page. */
export const watchBackSteps = (): void => window.addEventListener("popstate", onPopState);

/** While it is open, Back calls `onBack` instead of leaving the page. One that stays open then (a payment that is under way) keeps Back from leaving. */
export const useBackStep = (isOpen: boolean, onBack: () => void): void => {
  const handler = useRef(onBack);
  handler.current = onBack;
  useLayoutEffect(() => {
    if (!isOpen) return;
    const step = () => handler.current();
    steps.push(step);
    settle(); // at once: a Back that comes before the next task is for what is already seen
    return () => {
      steps.splice(steps.indexOf(step), 1);
      settleSoon();
    };
  }, [isOpen]);
};

/** As useBackStep, and for the Escape key too: sheets and dialogs. */
export const useDismissal = (isOpen: boolean, onDismiss: () => void): void => {
  useBackStep(isOpen, onDismiss);
  const handler = useRef(onDismiss);
  handler.current = onDismiss;
  useEffect(() => {
    if (!isOpen) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.isComposing) handler.current();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [isOpen]);
};
