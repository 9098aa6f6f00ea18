import { type ReactNode, useEffect, useRef } from "react";
import { feel } from "../ui/feedback.ts";
import { AmountScreen } from "./amount-screen.tsx";
import { type DeskState, isPaid } from "./desk-state.ts";
import { DoneScreen } from "./done-screen.tsx";
import type { Desk } from "./open-desk.ts";
import { OrderScreen } from "./order-screen.tsx";
import { TakeScreen } from "./take-screen.tsx";

/** The end of an order is heard, once. */
export const useEndSound = ({ screen, trade }: DeskState): void => {
  const before = useRef(screen);
  const paid = trade !== undefined && isPaid(trade);
  useEffect(() => {
    if (before.current === "order" && screen !== "order") feel(screen === "done" && paid ? "paid" : "bad");
    before.current = screen;
  }, [screen, paid]);
};

/** What stands on the screen. With `slip`, an order that is over has its paper. */
export const DeskScreen = ({ desk, state, slip }: { desk: Desk; state: DeskState; slip?: ReactNode }) => {
  switch (state.screen) {
    case "amount":
      return <AmountScreen desk={desk} state={state} />;
    case "take":
      return <TakeScreen desk={desk} state={state} />;
    case "order":
      return <OrderScreen desk={desk} state={state} />;
    case "done":
      return (
        <DoneScreen desk={desk} state={state}>
          {slip}
        </DoneScreen>
      );
  }
};
