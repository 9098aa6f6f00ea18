import { money } from "../../../kernel/money/money.ts";
import type { Dish as DishMessage } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { DiningStore } from "../store/store.ts";
import { type Dish, whyNotOrderable } from "./dish.ts";

/** A dish as the contract shows it. */
export const toDishMessage = (dish: Dish, store: DiningStore, now: Date): DishMessage => ({
  ...{ dishId: dish._id, categoryId: dish.categoryId, name: dish.name, nameEn: dish.nameEn },
  price: money(dish.price, store.currencyCode),
  optionGroups: dish.optionGroups.map((group) => ({
    ...{ groupId: group.groupId, name: group.name, nameEn: group.nameEn },
    ...{ minChoices: group.minChoices, maxChoices: group.maxChoices },
    options: group.options.map(({ optionId, name, nameEn, surcharge }) => ({
      ...{ optionId, name, nameEn },
      surcharge: surcharge > 0n ? money(surcharge, store.currencyCode) : undefined,
    })),
  })),
  ...{ allergens: [...dish.allergens], mealtimeIds: [...dish.mealtimeIds], stationId: dish.stationId },
  soldOut: dish.soldOut,
  orderable: whyNotOrderable(dish, store, now) === undefined,
});
