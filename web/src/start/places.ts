import type { DemoPersona } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";
import { type Card, cardsOf } from "./entrances.tsx";

/** Where personas are met, in the order of the start page, and their roles there. */
const PLACES: readonly { place: TextKey; roles: readonly string[] }[] = [
  { place: "startCustomers", roles: ["shopper"] },
  { place: "startMarket", roles: ["cashier", "kiosk"] },
  { place: "startClinic", roles: ["clinic", "nurse-desk", "clinic-screen", "hospital-office"] },
  { place: "startDining", roles: ["waiter", "kitchen"] },
];

/** What is offered at a place. */
export interface Place {
  place: TextKey;
  cards: readonly Card[];
}

/** Every page that is offered, by the place where it is used; a place without any is left out. */
export const placesOf = (personas: readonly Json<DemoPersona>[]): readonly Place[] =>
  PLACES.map(({ place, roles }) => ({
    place,
    cards: personas.filter(({ role = "" }) => roles.includes(role)).flatMap(cardsOf),
  })).filter(({ cards }) => cards.length > 0);
