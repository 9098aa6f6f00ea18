import type { TextKey } from "../i18n/zh.ts";

const ALLERGENS: Readonly<Record<string, TextKey>> = {
  gluten: "allergenGluten",
  crustaceans: "allergenCrustaceans",
  eggs: "allergenEggs",
  fish: "allergenFish",
  soybeans: "allergenSoybeans",
  sulphites: "allergenSulphites",
  sesame: "allergenSesame",
};

/** The word for an allergen of the menu; one that has none here is called another. */
export const allergenKey = (name: string): TextKey => ALLERGENS[name] ?? "allergenOther";

const STAGES: Readonly<Record<string, TextKey>> = {
  KITCHEN_STAGE_NEW: "stageNew",
  KITCHEN_STAGE_PREPARING: "stagePreparing",
  KITCHEN_STAGE_READY: "stageReady",
  KITCHEN_STAGE_SERVED: "stageServed",
  KITCHEN_STAGE_CANCELLED: "stageCancelled",
};

/** The word for a stage of the kitchen. */
export const stageKey = (stage: string | undefined): TextKey => STAGES[stage ?? ""] ?? "stageCart";

const TICKETS: Readonly<Record<string, TextKey>> = {
  TICKET_STATE_WAITING: "ticketWaiting",
  TICKET_STATE_CALLED: "ticketCalled",
  TICKET_STATE_POOLED: "ticketPooled",
  TICKET_STATE_SEATED: "ticketSeated",
};

/** The word for where a ticket stands. */
export const ticketKey = (state: string | undefined): TextKey => TICKETS[state ?? ""] ?? "ticketOver";
