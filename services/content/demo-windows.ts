import {
  type BilingualText,
  Industry,
  type MenuEntry,
  type WindowContent,
} from "../../proto/gen/paywindow/content/v1/window.ts";
import type { AutoReplyRule } from "./reply/reply.ts";

const text = (zh: string, en: string): BilingualText => ({ zh, en });

const entry = (entryId: string, title: BilingualText, action: MenuEntry["action"]): MenuEntry => ({
  ...{ entryId, title, action },
  entries: [],
});
const link = (id: string, title: BilingualText, path: string) => entry(id, title, { $case: "link", value: path });
const reply = (id: string, title: BilingualText, words: BilingualText) =>
  entry(id, title, { $case: "reply", value: words });
const page = (id: string, title: BilingualText, heading: BilingualText, body: BilingualText) =>
  entry(id, title, { $case: "page", value: { title: heading, body } });
const group = (entryId: string, title: BilingualText, entries: MenuEntry[]): MenuEntry => ({
  ...{ entryId, title, entries },
  action: undefined,
});

interface DemoWindow {
  readonly _id: string;
  readonly merchantId: string;
  readonly content: WindowContent;
  readonly autoReplies: readonly AutoReplyRule[];
}

const market: DemoWindow = {
  _id: "win_demomarket",
  merchantId: "mer_demomarket",
  content: {
    name: text("惠民超市", "Huimin Market"),
    avatar: { symbol: "惠", color: "#1677FF" },
    industry: Industry.INDUSTRY_RETAIL,
    intro: text(
      "新鲜好货，天天低价。会员积分、优惠券都在这里。",
      "Fresh goods at low prices, with points and coupons.",
    ),
    menu: [
      link("pay", text("付款码", "Pay"), "/wallet"),
      group("member", text("会员", "Members"), [
        link("cards", text("会员卡", "My cards"), "/cards"),
        link("coupons", text("领优惠券", "Coupons"), "/coupons"),
        link("receipts", text("消费账单", "My purchases"), "/wallet?task=bills"),
      ]),
      group("service", text("服务", "Service"), [
        link("scan", text("扫码付款", "Scan to pay"), "/wallet?task=scan"),
        reply(
          "hours",
          text("营业时间", "Opening hours"),
          text("每天 8:00 – 22:00 营业，节假日不休。", "Open every day from 8:00 to 22:00, on holidays too."),
        ),
        page(
          "returns",
          text("退换货", "Returns"),
          text("退换货说明", "Returns and exchanges"),
          text(
            "商品自购买之日起 7 天内，凭小票可退换。\n生鲜商品请当天联系门店。\n退款原路退回您的钱包。",
            "Goods can be returned within 7 days with their receipt.\nFor fresh food ask the store on the same day.\nMoney goes back the way it came.",
          ),
        ),
      ]),
    ],
  },
  autoReplies: [
    {
      trigger: "FOLLOW",
      keyword: "",
      text: text(
        "欢迎来到惠民超市！点下方菜单可付款、领券。",
        "Welcome to Huimin Market! Pay and get coupons from the menu below.",
      ),
    },
    {
      trigger: "KEYWORD_EXACT",
      keyword: "积分",
      text: text("积分在会员卡里查看：菜单「会员」-「会员卡」。", "Your points are on your card: Members, My cards."),
    },
    {
      trigger: "KEYWORD_PARTIAL",
      keyword: "发票",
      text: text("电子发票请凭小票到服务台开具。", "For an invoice bring your receipt to the service desk."),
    },
    {
      trigger: "DEFAULT",
      keyword: "",
      text: text(
        "收到您的留言。常用服务请点下方菜单。",
        "We have your message. The menu below has what is asked for most.",
      ),
    },
  ],
};

const hospital: DemoWindow = {
  _id: "win_demohospital",
  merchantId: "mer_demohospital",
  content: {
    name: text("仁和医院", "Renhe Hospital"),
    avatar: { symbol: "仁", color: "#00A870" },
    industry: Industry.INDUSTRY_HEALTHCARE,
    intro: text("手机挂号、候诊、缴费、取报告，少排队。", "Book, wait, pay and read reports on your phone."),
    menu: [
      group("visit", text("就诊", "Visit"), [
        link("book", text("预约挂号", "Book a doctor"), "/hospital?task=book"),
        link("queue", text("智能候诊", "My place in line"), "/hospital?task=appointments"),
      ]),
      group("after", text("缴费报告", "Bills & reports"), [
        link("bills", text("门诊缴费", "Pay bills"), "/hospital?task=items"),
        link("reports", text("查看报告", "Reports"), "/hospital?task=reports"),
      ]),
      group("mine", text("我的", "Mine"), [
        link("cards", text("就诊卡", "Patient cards"), "/hospital?task=cards"),
        page(
          "guide",
          text("就诊指南", "Guide"),
          text("就诊指南", "How a visit goes"),
          text(
            "1. 绑定就诊卡\n2. 预约挂号并支付\n3. 到院签到候诊\n4. 缴费、检查、取药\n5. 在线查看报告",
            "1. Bind your patient card\n2. Book and pay\n3. Check in and wait\n4. Pay, be examined, fetch your drugs\n5. Read your reports here",
          ),
        ),
      ]),
    ],
  },
  autoReplies: [
    {
      trigger: "FOLLOW",
      keyword: "",
      text: text(
        "欢迎关注仁和医院。首次就诊请先绑定就诊卡。",
        "Welcome to Renhe Hospital. Before your first visit bind your patient card.",
      ),
    },
    {
      trigger: "KEYWORD_PARTIAL",
      keyword: "挂号",
      text: text("挂号请点菜单「就诊」-「预约挂号」。", "To book a doctor: Visit, Book a doctor."),
    },
    {
      trigger: "DEFAULT",
      keyword: "",
      text: text(
        "急症请直接到急诊或拨打 120。其他服务请点下方菜单。",
        "In an emergency come at once or call 120. For all else use the menu below.",
      ),
    },
  ],
};

const restaurant: DemoWindow = {
  _id: "win_demorestaurant",
  merchantId: "mer_demorestaurant",
  content: {
    name: text("江南小馆", "Jiangnan Kitchen"),
    avatar: { symbol: "江", color: "#FA8C16" },
    industry: Industry.INDUSTRY_CATERING,
    intro: text("取号、点餐、买单，一个服务窗。", "Queue, order and pay from one window."),
    menu: [
      link("queue", text("排队取号", "Queue"), "/restaurant?task=queue"),
      link("order", text("点餐", "Order"), "/restaurant?task=order"),
      group("mine", text("我的", "Mine"), [
        link("bill", text("买单", "Pay the bill"), "/restaurant?task=bill"),
        link("coupons", text("优惠券", "Coupons"), "/coupons"),
        reply(
          "where",
          text("怎么去", "Where we are"),
          text(
            "西湖店：湖滨路 18 号，地铁龙翔桥站 B 口步行 3 分钟。",
            "West Lake branch: 18 Hubin Road, 3 minutes from Longxiangqiao station, exit B.",
          ),
        ),
      ]),
    ],
  },
  autoReplies: [
    {
      trigger: "FOLLOW",
      keyword: "",
      text: text(
        "欢迎光临江南小馆！先取号，边等边点。",
        "Welcome to Jiangnan Kitchen! Take a number and order while you wait.",
      ),
    },
    {
      trigger: "DEFAULT",
      keyword: "",
      text: text("收到。排队、点餐请点下方菜单。", "Thank you. Queue and order from the menu below."),
    },
  ],
};

/** The windows of the demonstration's merchants. */
export const demoWindows: readonly DemoWindow[] = [market, hospital, restaurant];
