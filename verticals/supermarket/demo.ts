import type { Model } from "mongoose";
import type { Item } from "./item/item.ts";
import type { ShopStore } from "./store/store-model.ts";
import type { Kiosk } from "./vending/kiosk-model.ts";

const demoStore: ShopStore = {
  _id: "str_demomarket1",
  merchantId: "mer_demomarket",
  name: "惠民超市（中心店）",
  nameEn: "Huimin Market (Central)",
};

const PLENTY = 10_000;

/** Barcode, names, price in fen, stock. The gift box is scarce and the strawberries are sold out, so that both can be tried. */
const SHELF: readonly (readonly [barcode: string, name: string, nameEn: string, price: bigint, stock: number])[] = [
  ["6902856001016", "矿泉水 550毫升", "Mineral water 550 ml", 200n, PLENTY],
  ["6902856001023", "矿泉水 1.5升", "Mineral water 1.5 l", 350n, PLENTY],
  ["6901285002038", "绿茶 500毫升", "Green tea 500 ml", 350n, PLENTY],
  ["6901285002045", "冰红茶 500毫升", "Iced black tea 500 ml", 350n, PLENTY],
  ["6921459003050", "可乐 330毫升", "Cola 330 ml can", 280n, PLENTY],
  ["6921459003067", "橙汁 1升", "Orange juice 1 l", 1280n, PLENTY],
  ["6907992010076", "纯牛奶 250毫升", "Milk 250 ml", 320n, PLENTY],
  ["6907992010083", "纯牛奶 12盒装", "Milk, box of 12", 4990n, PLENTY],
  ["6907992010090", "原味酸奶 200克", "Plain yoghurt 200 g", 590n, PLENTY],
  ["6932723004109", "全麦面包 400克", "Wholemeal bread 400 g", 1180n, PLENTY],
  ["6932723004116", "红豆面包 90克", "Red bean bun 90 g", 450n, PLENTY],
  ["6922005012120", "东北大米 5公斤", "Rice 5 kg", 4580n, PLENTY],
  ["6922005012137", "挂面 1公斤", "Dried noodles 1 kg", 980n, PLENTY],
  ["6903925005140", "红烧牛肉面 105克", "Beef instant noodles 105 g", 480n, PLENTY],
  ["6903925005157", "老坛酸菜面 五连包", "Pickle instant noodles, pack of 5", 1490n, PLENTY],
  ["6948177016162", "鲜鸡蛋 10枚", "Eggs, 10 pieces", 1390n, PLENTY],
  ["6923838007178", "生抽酱油 500毫升", "Light soy sauce 500 ml", 890n, PLENTY],
  ["6923838007185", "香醋 500毫升", "Rice vinegar 500 ml", 760n, PLENTY],
  ["6936011018199", "菜籽油 5升", "Rapeseed oil 5 l", 6990n, PLENTY],
  ["6936011018205", "白砂糖 400克", "White sugar 400 g", 560n, PLENTY],
  ["6911508009218", "原味薯片 70克", "Potato crisps 70 g", 690n, PLENTY],
  ["6911508009225", "黑巧克力 100克", "Dark chocolate 100 g", 1590n, PLENTY],
  ["6940253020230", "抽纸 3包装", "Tissues, pack of 3", 1290n, PLENTY],
  ["6940253020247", "牙膏 120克", "Toothpaste 120 g", 1450n, PLENTY],
  ["6943614011250", "洗衣液 2公斤", "Laundry liquid 2 kg", 3290n, PLENTY],
  ["6943614011267", "香皂 115克", "Soap bar 115 g", 520n, PLENTY],
  ["6971016022277", "限量月饼礼盒", "Mooncake gift box, limited", 3880n, 10],
  ["6971016022284", "鲜草莓 500克", "Strawberries 500 g", 2980n, 0],
];

const demoItems: readonly Item[] = SHELF.map(([barcode, name, nameEn, unitPrice, stock], index) => ({
  ...{ _id: `itm_demo${String(index + 1).padStart(4, "0")}`, storeId: demoStore._id, barcode, name, nameEn },
  ...{ unitPrice, currencyCode: "CNY", available: stock, reserved: 0, received: stock },
}));

/** The vending machine by the entrance: drinks, snacks, and one that is sold out. */
const demoKiosk: Kiosk = {
  _id: "stf_demokiosk1",
  storeId: demoStore._id,
  barcodes: [
    ...["6902856001016", "6901285002038", "6921459003050", "6907992010076"],
    ...["6932723004116", "6911508009218", "6911508009225", "6971016022284"],
  ],
};

interface Seeded {
  readonly stores: Model<ShopStore>;
  readonly items: Model<Item>;
  readonly kiosks: Model<Kiosk>;
}

/** Inserts the demo store, its kiosk, and those of its items that are missing; what is there stays as it is. */
export const seedDemo = async ({ stores, items, kiosks }: Seeded): Promise<void> => {
  if (!(await stores.exists({ _id: demoStore._id }))) await stores.create([demoStore]);
  if (!(await kiosks.exists({ _id: demoKiosk._id }))) await kiosks.create([demoKiosk]);
  const present = new Set((await items.find({ storeId: demoStore._id }, { _id: 1 }).lean()).map(({ _id }) => _id));
  const missing = demoItems.filter(({ _id }) => !present.has(_id));
  if (missing.length > 0) await items.insertMany(missing);
};
