import { Switch } from "antd-mobile";
import type { Menu } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

/** What is sold out: a switch per dish, at once on every phone (V20). */
export const DeskDishes = ({ menu, act, isBusy }: { menu: Json<Menu>; act: Act; isBusy: boolean }) => {
  const text = useText();
  const nameOf = useName();
  const dishes = menu.dishes ?? [];
  return (
    <>
      {menu.categories?.map((category) => (
        <section key={category.categoryId} className="card dining-category">
          <h2 className="card-title">{nameOf(category)}</h2>
          {dishes
            .filter(({ categoryId }) => categoryId === category.categoryId)
            .map((dish) => (
              <div key={dish.dishId} className="dining-line" data-desk-dish={dish.dishId}>
                <div className="dining-line-text">
                  <span>{nameOf(dish)}</span>
                  <span className="faint">{formatAmount(amountOf(dish.price))}</span>
                </div>
                <span className={dish.soldOut ? "dining-warn" : "faint"}>
                  {text(dish.soldOut ? "diningSoldOut" : "officeOnSale")}
                </span>
                <Switch
                  checked={!dish.soldOut}
                  disabled={isBusy}
                  aria-label={text("officeOnSale")}
                  onChange={(isOnSale) =>
                    void act(() => call(dining.setSoldOut, { dishId: dish.dishId ?? "", soldOut: !isOnSale }))
                  }
                />
              </div>
            ))}
        </section>
      ))}
    </>
  );
};
