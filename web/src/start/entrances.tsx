import { AppOutline, HeartOutline, ReceivePaymentOutline, ScanCodeOutline, UserOutline } from "antd-mobile-icons";
import type { ReactNode } from "react";
import type { DemoPersona } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";

/** A page that somebody can open. */
interface Entrance {
  page: TextKey;
  hint: TextKey;
  face: ReactNode;
  colour: "shopper" | "cashier" | "desk";
  /** Where it is, besides the role's own page. */
  path?: string;
}

/** The roles that have a page. Personas of roles to come are left out. */
const ROLES: Readonly<Record<string, Entrance>> = {
  shopper: { page: "startShopper", hint: "startShopperHint", face: <UserOutline />, colour: "shopper" },
  cashier: { page: "startCashier", hint: "startCashierHint", face: <ReceivePaymentOutline />, colour: "cashier" },
  kiosk: {
    ...{ page: "startKiosk", hint: "startKioskHint", face: <ScanCodeOutline /> },
    ...{ colour: "desk", path: "/kiosk" },
  },
  clinic: {
    ...{ page: "startDoctor", hint: "startDoctorHint", face: <HeartOutline /> },
    ...{ colour: "desk", path: "/clinic" },
  },
  waiter: {
    ...{ page: "startWaiter", hint: "startWaiterHint", face: <ReceivePaymentOutline /> },
    ...{ colour: "cashier", path: "/waiter" },
  },
  kitchen: {
    ...{ page: "startKitchen", hint: "startKitchenHint", face: <ScanCodeOutline /> },
    ...{ colour: "desk", path: "/kitchen" },
  },
  "nurse-desk": {
    ...{ page: "startNurse", hint: "startNurseHint", face: <HeartOutline /> },
    ...{ colour: "desk", path: "/nurse" },
  },
  "clinic-screen": {
    ...{ page: "startHall", hint: "startHallHint", face: <HeartOutline /> },
    ...{ colour: "desk", path: "/clinic-screen" },
  },
};

/** A shopper eats out, too. */
const DINER: Entrance = {
  ...{ page: "startDiner", hint: "startDinerHint", face: <UserOutline /> },
  ...{ colour: "shopper", path: "/restaurant" },
};

/** The restaurant's manager waits at tables, and has an office. */
const RESTAURANT_DESK: Entrance = {
  ...{ page: "startRestaurantDesk", hint: "startRestaurantDeskHint", face: <AppOutline /> },
  ...{ colour: "desk", path: "/restaurant-desk" },
};
const RESTAURANT_MANAGER_LOGIN = "restaurant1";

/** A shopper sees a doctor, too. */
const PATIENT: Entrance = {
  ...{ page: "startHospital", hint: "startHospitalHint", face: <HeartOutline /> },
  ...{ colour: "shopper", path: "/hospital" },
};

/** Who of the shoppers is shown as a patient. */
const PATIENT_LOGIN = "shopper1";

/** A small shop has no items to scan: its cashier types amounts. */
const DESK: Entrance = {
  ...{ page: "startDesk", hint: "startDeskHint", face: <ScanCodeOutline /> },
  ...{ colour: "desk", path: "/collect" },
};

/** The same on the move. */
const HANDHELD: Entrance = {
  ...{ page: "startHandheld", hint: "startHandheldHint", face: <ScanCodeOutline /> },
  ...{ colour: "desk", path: "/handheld" },
};

/** The demonstration's store manager opens the till too, as somebody who may do more. */
const MANAGER_LOGIN = "manager1";

/** Whom a card lets in, and where. */
export interface Card {
  persona: Json<DemoPersona>;
  entrance: Entrance;
}

const ownCardsOf = (persona: Json<DemoPersona>): Card[] => {
  const role = ROLES[persona.role ?? ""];
  if (!role) return [];
  if (persona.login === MANAGER_LOGIN) return [{ persona, entrance: { ...role, hint: "startManagerHint" } }];
  const own = { persona, entrance: role };
  const diner = { persona, entrance: DINER };
  if (persona.login === RESTAURANT_MANAGER_LOGIN) return [own, { persona, entrance: RESTAURANT_DESK }];
  if (persona.login === PATIENT_LOGIN) return [own, { persona, entrance: PATIENT }, diner];
  if (persona.role === "shopper") return [own, diner];
  if (persona.role !== "cashier") return [own];
  return [own, { persona, entrance: DESK }, { persona, entrance: HANDHELD }];
};

/** A merchant's manager runs its service window, whatever else they do. */
const WINDOW_DESK: Entrance = {
  ...{ page: "startWindowDesk", hint: "startWindowDeskHint", face: <AppOutline /> },
  ...{ colour: "desk", path: "/window-desk" },
};

const MANAGER_LOGINS = [MANAGER_LOGIN, "hospital1", "restaurant1"];

/** Every page that is offered to a persona. */
export const cardsOf = (persona: Json<DemoPersona>): Card[] => {
  const isManager = MANAGER_LOGINS.includes(persona.login ?? "");
  return [...ownCardsOf(persona), ...(isManager ? [{ persona, entrance: WINDOW_DESK }] : [])];
};
