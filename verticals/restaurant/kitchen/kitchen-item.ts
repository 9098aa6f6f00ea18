import type { ChosenOption } from "../menu/dish.ts";

/** The stages of a dish in the kitchen (V21). */
export const KITCHEN_STAGES = {
  NEW: "NEW",
  PREPARING: "PREPARING",
  READY: "READY",
  SERVED: "SERVED",
  CANCELLED: "CANCELLED",
} as const;
export type KitchenStage = (typeof KITCHEN_STAGES)[keyof typeof KITCHEN_STAGES];

/** Where a bump moves a dish, and a recall back. */
export const NEXT_STAGE: Readonly<Partial<Record<KitchenStage, KitchenStage>>> = {
  NEW: "PREPARING",
  PREPARING: "READY",
  READY: "SERVED",
};
export const STAGE_BEFORE: Readonly<Partial<Record<KitchenStage, KitchenStage>>> = {
  PREPARING: "NEW",
  READY: "PREPARING",
  SERVED: "READY",
};

interface KitchenChange {
  readonly quantityBefore: number;
  readonly quantityAfter: number;
  readonly noteBefore: string;
  readonly noteAfter: string;
  readonly changeTime: Date;
}

/** A line on the kitchen's screen. There is one per line that was sent, for ever: whatever happens to the line is a change of it. */
export interface KitchenItem {
  /** kit_…, of its line. */
  readonly _id: string;
  readonly lineId: string;
  readonly orderId: string;
  readonly storeId: string;
  readonly merchantId: string;
  readonly stationId: string;
  readonly pickUp: boolean;
  readonly tableNumbers: readonly string[];
  readonly sendNumber: number;
  readonly dishName: string;
  readonly dishNameEn: string;
  readonly options: readonly ChosenOption[];
  readonly note: string;
  readonly quantity: number;
  /** usr_… or stf_…, who put it into the cart: is told when it can be fetched. */
  readonly addedById: string;
  readonly stage: KitchenStage;
  readonly changes: readonly KitchenChange[];
  /** How many of the changes a cook has seen. */
  readonly seenChanges: number;
  /** Whether a screen shows it: not served, or cancelled and not seen. */
  readonly onScreen: boolean;
  readonly sendTime: Date;
  readonly startTime?: Date;
  readonly readyTime?: Date;
  readonly serveTime?: Date;
  /** Grows with every change. */
  readonly moves: number;
}

/** Whether a screen shows an item in that state. */
export const isOnScreen = ({ stage, changes, seenChanges }: Pick<KitchenItem, "stage" | "changes" | "seenChanges">) =>
  stage === "CANCELLED" ? seenChanges < changes.length : stage !== "SERVED";
