import type { Dish } from "../menu/dish.ts";

const STORE = "str_demorestaurant1";

type Group = Dish["optionGroups"][number];

const option = (optionId: string, name: string, nameEn: string, surcharge = 0n) => ({
  ...{ optionId, name, nameEn, surcharge },
});

const heat: Group = {
  ...{ groupId: "heat", name: "辣度", nameEn: "Heat", minChoices: 1, maxChoices: 1 },
  options: [
    option("none", "不辣", "Not hot"),
    option("mild", "微辣", "Mild"),
    option("medium", "中辣", "Medium"),
    option("hot", "特辣", "Hot"),
  ],
};

const portion: Group = {
  ...{ groupId: "portion", name: "份量", nameEn: "Portion", minChoices: 1, maxChoices: 1 },
  options: [option("regular", "例份", "Regular"), option("large", "大份", "Large", 1_800n)],
};

const noodleToppings: Group = {
  ...{ groupId: "topping", name: "加料", nameEn: "Toppings", minChoices: 0, maxChoices: 3 },
  options: [
    option("egg", "荷包蛋", "Fried egg", 300n),
    option("pork", "雪菜肉丝", "Pork with pickles", 800n),
    option("shrimp", "河虾仁", "River shrimps", 1_500n),
  ],
};

const temperature: Group = {
  ...{ groupId: "temperature", name: "温度", nameEn: "Temperature", minChoices: 1, maxChoices: 1 },
  options: [option("hot", "热", "Hot"), option("warm", "常温", "Warm"), option("iced", "冰", "Iced")],
};

/** What a row of the menu says: category, station, names, price in fen, allergens, and what can be chosen. */
interface Row {
  readonly categoryId: string;
  readonly stationId: string;
  readonly names: readonly [zh: string, en: string];
  readonly price: bigint;
  readonly allergens?: readonly string[];
  readonly optionGroups?: readonly Group[];
  readonly mealtimeIds?: readonly string[];
}

const cold = (names: Row["names"], price: bigint, rest: Partial<Row> = {}): Row => ({
  ...{ categoryId: "cold", stationId: "cold", names, price },
  ...rest,
});
const hot = (names: Row["names"], price: bigint, rest: Partial<Row> = {}): Row => ({
  ...{ categoryId: "hot", stationId: "hot", names, price },
  ...rest,
});
const pastry = (names: Row["names"], price: bigint, rest: Partial<Row> = {}): Row => ({
  ...{ categoryId: "pastry", stationId: "pastry", names, price },
  ...rest,
});
const drink = (names: Row["names"], price: bigint, rest: Partial<Row> = {}): Row => ({
  ...{ categoryId: "drinks", stationId: "drinks", names, price },
  ...rest,
});

const ROWS: readonly Row[] = [
  cold(["桂花糯米藕", "Lotus root with sticky rice and osmanthus"], 2_800n),
  cold(["马兰头拌香干", "Indian aster with dried tofu"], 2_200n, { allergens: ["soybeans", "sesame"] }),
  cold(["糟香凤爪", "Chicken feet in wine lees"], 2_600n, { allergens: ["sulphites"] }),
  cold(["油爆虾", "Quick-fried river shrimps"], 4_800n, { allergens: ["crustaceans"] }),
  cold(["酱鸭", "Soy-braised duck"], 3_800n, { allergens: ["soybeans", "gluten"] }),
  hot(["西湖醋鱼", "West Lake fish in vinegar sauce"], 8_800n, { allergens: ["fish", "soybeans"] }),
  hot(["东坡肉", "Dongpo pork"], 5_800n, { allergens: ["soybeans", "gluten"], optionGroups: [portion] }),
  hot(["龙井虾仁", "Shrimps with Longjing tea"], 9_800n, { allergens: ["crustaceans", "eggs"] }),
  hot(["宋嫂鱼羹", "Lady Song's fish soup"], 4_200n, { allergens: ["fish", "eggs"] }),
  hot(["叫花鸡", "Beggar's chicken"], 12_800n, { allergens: ["soybeans"] }),
  hot(["毛血旺", "Spicy blood curd and tripe"], 6_800n, { allergens: ["soybeans", "sesame"], optionGroups: [heat] }),
  hot(["干锅花菜", "Cauliflower in an iron pot"], 3_600n, { allergens: ["soybeans"], optionGroups: [heat, portion] }),
  hot(["清炒时蔬", "Greens of the season"], 2_600n),
  pastry(["片儿川", "Noodles with pork, bamboo and pickles"], 2_800n, {
    ...{ allergens: ["gluten", "eggs"], optionGroups: [noodleToppings] },
  }),
  pastry(["小笼包（8只）", "Steamed pork buns, 8 pieces"], 2_400n, { allergens: ["gluten"] }),
  pastry(["定胜糕", "Dingsheng rice cake"], 1_200n),
  pastry(["商务套餐", "Lunch set"], 3_800n, { allergens: ["soybeans"], mealtimeIds: ["lunch"] }),
  drink(["龙井茶", "Longjing tea"], 1_800n, { optionGroups: [temperature] }),
  drink(["桂花酸梅汤", "Plum juice with osmanthus"], 1_600n, { optionGroups: [temperature] }),
  drink(["鲜榨橙汁", "Fresh orange juice"], 2_200n),
];

/** The menu of the demo's restaurant. */
export const demoDishes: readonly Dish[] = ROWS.map(({ names: [name, nameEn], ...row }, position) => ({
  ...{ _id: `dsh_demo${String(position + 1).padStart(4, "0")}`, storeId: STORE, position, name, nameEn },
  ...{ allergens: [], optionGroups: [], mealtimeIds: [], soldOut: false, revision: 0, ...row },
}));
