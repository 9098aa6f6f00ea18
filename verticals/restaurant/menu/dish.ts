import type { RestaurantReason } from "../errors.ts";
import { type DiningStore, mealtimesAt } from "../store/store.ts";

interface DishOption {
  readonly optionId: string;
  readonly name: string;
  readonly nameEn: string;
  /** Minor units; 0 for most. */
  readonly surcharge: bigint;
}

interface OptionGroup {
  readonly groupId: string;
  readonly name: string;
  readonly nameEn: string;
  /** So many must be chosen at least, and may be at most. */
  readonly minChoices: number;
  readonly maxChoices: number;
  readonly options: readonly DishOption[];
}

/** Something on the menu of one store. */
export interface Dish {
  /** dsh_… */
  readonly _id: string;
  readonly storeId: string;
  readonly categoryId: string;
  /** Its place on the menu. */
  readonly position: number;
  readonly name: string;
  readonly nameEn: string;
  /** Minor units of the store's currency, without options. */
  readonly price: bigint;
  readonly optionGroups: readonly OptionGroup[];
  readonly allergens: readonly string[];
  /** Empty: at every time. */
  readonly mealtimeIds: readonly string[];
  readonly stationId: string;
  readonly soldOut: boolean;
  /** Grows with every change of soldOut. */
  readonly revision: number;
}

/** A choice as a line keeps it. */
export interface ChosenOption {
  readonly groupId: string;
  readonly optionId: string;
  readonly name: string;
  readonly nameEn: string;
}

interface Choice {
  readonly groupId: string;
  readonly optionId: string;
}

type Chosen = { readonly options: readonly ChosenOption[]; readonly unitPrice: bigint } | { readonly group: string };

/** What the choices make of a dish: its options in the menu's order and the price of one; or the group whose rule they break. */
export const chooseOptions = (dish: Dish, choices: readonly Choice[]): Chosen => {
  const taken = new Set(choices.map(({ groupId, optionId }) => `${groupId}/${optionId}`));
  const options: ChosenOption[] = [];
  let unitPrice = dish.price;
  for (const { groupId, name: group, minChoices, maxChoices, options: offered } of dish.optionGroups) {
    const chosen = offered.filter(({ optionId }) => taken.delete(`${groupId}/${optionId}`));
    if (chosen.length < minChoices || chosen.length > maxChoices) return { group };
    for (const { optionId, name, nameEn, surcharge } of chosen) {
      options.push({ groupId, optionId, name, nameEn });
      unitPrice += surcharge;
    }
  }
  return taken.size > 0 ? { group: [...taken][0] as string } : { options, unitPrice };
};

/** Why a dish cannot be sent to the kitchen now; undefined where it can. */
export const whyNotOrderable = (dish: Dish, store: DiningStore, now: Date): RestaurantReason | undefined => {
  if (dish.soldOut) return "DISH_SOLD_OUT";
  if (dish.mealtimeIds.length === 0) return undefined;
  const current = mealtimesAt(store, now);
  return dish.mealtimeIds.some((id) => current.has(id)) ? undefined : "DISH_NOT_AT_THIS_TIME";
};
