import { Button, Popup, Stepper, TextArea } from "antd-mobile";
import { useState } from "react";
import type { Dish, Menu, OptionGroup } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Json } from "../api/json.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { allergenKey } from "./dining-words.ts";

/** What somebody chose of a dish. */
export interface Choice {
  dishId: string;
  options: { groupId: string; optionId: string }[];
  note: string;
  quantity: number;
}

type Chosen = Readonly<Record<string, readonly string[]>>;

const firstOf = ({ minChoices = 0, options = [] }: Json<OptionGroup>): string[] =>
  options.slice(0, minChoices).map(({ optionId = "" }) => optionId);

/** A tap on an option: of a group with one choice it takes the place of the other, else it comes or goes. */
const toggle = (chosen: Chosen, { groupId = "", maxChoices = 1 }: Json<OptionGroup>, optionId: string): Chosen => {
  const before = chosen[groupId] ?? [];
  if (maxChoices === 1) return { ...chosen, [groupId]: [optionId] };
  const after = before.includes(optionId) ? before.filter((one) => one !== optionId) : [...before, optionId];
  return after.length > maxChoices ? chosen : { ...chosen, [groupId]: after };
};

interface GroupProps {
  group: Json<OptionGroup>;
  chosen: readonly string[];
  onToggle(optionId: string): void;
}

const Group = ({ group, chosen, onToggle }: GroupProps) => {
  const nameOf = useName();
  return (
    <fieldset className="dining-group">
      <legend>{nameOf(group)}</legend>
      {group.options?.map((option) => (
        <button
          type="button"
          key={option.optionId}
          className="dining-option"
          aria-pressed={chosen.includes(option.optionId ?? "")}
          onClick={() => onToggle(option.optionId ?? "")}
        >
          {nameOf(option)}
          {option.surcharge ? ` +${formatAmount(amountOf(option.surcharge))}` : ""}
        </button>
      ))}
    </fieldset>
  );
};

interface DishSheetProps {
  dish: Json<Dish>;
  onAdd(choice: Choice): void;
}

const Allergens = ({ dish }: { dish: Json<Dish> }) => {
  const text = useText();
  const names = (dish.allergens ?? []).map((name) => text(allergenKey(name))).join(" · ");
  return names ? <p className="dining-allergens">{text("diningAllergens", { names })}</p> : null;
};

const DishSheet = ({ dish, onAdd }: DishSheetProps) => {
  const text = useText();
  const nameOf = useName();
  const groups = dish.optionGroups ?? [];
  const [chosen, setChosen] = useState<Chosen>(() =>
    Object.fromEntries(groups.map((group) => [group.groupId ?? "", firstOf(group)])),
  );
  const [note, setNote] = useState("");
  const [quantity, setQuantity] = useState(1);
  const options = Object.entries(chosen).flatMap(([groupId, ids]) => ids.map((optionId) => ({ groupId, optionId })));
  const add = () => onAdd({ dishId: dish.dishId ?? "", options, note: note.replaceAll("\n", " "), quantity });
  return (
    <section data-testid="dish-sheet">
      <h2 className="sheet-title">{nameOf(dish)}</h2>
      <Allergens dish={dish} />
      {groups.map((group) => (
        <Group
          key={group.groupId}
          group={group}
          chosen={chosen[group.groupId ?? ""] ?? []}
          onToggle={(optionId) => setChosen(toggle(chosen, group, optionId))}
        />
      ))}
      <TextArea placeholder={text("diningNote")} value={note} onChange={setNote} maxLength={60} rows={1} autoSize />
      <div className="dining-quantity">
        <Stepper min={1} max={99} value={quantity} onChange={(value) => setQuantity(value ?? 1)} />
        <Button color="primary" size="large" data-testid="add-dish" onClick={add}>
          {text("diningAdd")}
        </Button>
      </div>
    </section>
  );
};

const DishRow = ({ dish, onOpen }: { dish: Json<Dish>; onOpen(): void }) => {
  const text = useText();
  const nameOf = useName();
  const why = dish.soldOut ? "diningSoldOut" : "diningNotNow";
  return (
    <button type="button" className="dining-dish" data-dish={dish.dishId} disabled={!dish.orderable} onClick={onOpen}>
      <span>{nameOf(dish)}</span>
      <span className="dining-price">{dish.orderable ? formatAmount(amountOf(dish.price)) : text(why)}</span>
    </button>
  );
};

/** The menu by its categories; a tap opens a dish with what can be chosen. */
export const MenuList = ({ menu, onAdd }: { menu: Json<Menu>; onAdd(choice: Choice): void }) => {
  const nameOf = useName();
  const [open, setOpen] = useState<Json<Dish>>();
  const close = () => setOpen(undefined);
  useDismissal(open !== undefined, close);
  const add = (choice: Choice) => {
    close();
    onAdd(choice);
  };
  return (
    <>
      {menu.categories?.map((category) => (
        <section key={category.categoryId} className="card dining-category">
          <h2 className="card-title">{nameOf(category)}</h2>
          {menu.dishes
            ?.filter(({ categoryId }) => categoryId === category.categoryId)
            .map((dish) => (
              <DishRow key={dish.dishId} dish={dish} onOpen={() => setOpen(dish)} />
            ))}
        </section>
      ))}
      <Popup visible={open !== undefined} onMaskClick={close} onClose={close} bodyClassName="sheet" destroyOnClose>
        {open ? <DishSheet key={open.dishId} dish={open} onAdd={add} /> : null}
      </Popup>
    </>
  );
};
