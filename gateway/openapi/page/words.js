/** The page's words in two languages, one shown at a time. The choice is the app pages' own: the same key of the browser's storage. */

const KEY = "paywindow.language";

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
};

let language = read();

/** `Accept-Language` of the page's own calls. */
export const languageTag = () => (language === "en" ? "en" : "zh-CN");

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const tell = (element) => {
  const { zh, en } = element.dataset;
  if (element.tagName === "INPUT") element.placeholder = language === "en" ? en : zh;
  else element.textContent = language === "en" ? en : zh;
};

/** An element whose text follows the language. */
export const say = ({ zh, en }, tag = "span", properties = {}) => {
  const element = make(tag, properties);
  Object.assign(element.dataset, { zh, en });
  tell(element);
  return element;
};

const setLanguage = (next) => {
  language = next;
  document.documentElement.lang = languageTag();
  for (const element of document.querySelectorAll("[data-zh]")) tell(element);
};

/** Shows the page in the remembered language, and lets the button change it. */
export const listenToLanguage = (button) => {
  setLanguage(language);
  button.addEventListener("click", () => {
    setLanguage(language === "en" ? "zh" : "en");
    try {
      localStorage.setItem(KEY, JSON.stringify(languageTag()));
    } catch {
      // A browser that keeps nothing starts in Chinese next time.
    }
  });
};

const pair = (zh, en) => ({ zh, en });

export const words = {
  mayCall: pair("谁可调用", "Who may call"),
  request: pair("请求", "Request"),
  response: pair("应答", "Answer"),
  reasons: pair("错误原因", "Reasons"),
  reason: pair("原因", "Reason"),
  meaning: pair("含义", "Meaning"),
  noReasons: pair("没有本接口特有的原因。", "None of its own. "),
  common: pair("各接口通用的原因", "Reasons that any route may give"),
  commonLink: pair("另见各接口通用的原因", "See also the reasons that any route may give"),
  rules: pair("规则", "Rules"),
  rulesAbout: pair("接口说明中引用的规则编号。", "The rules that the comments above cite."),
  tryIt: pair("试一试", "Try it"),
  body: pair("请求正文（JSON）", "Body (JSON)"),
  noBody: pair("没有参数。", "No fields."),
  key: pair("幂等键", "Idempotency key"),
  keyAbout: pair(
    "每次发送后自动换新；重发同一个键，得到同一个结果。",
    "Renewed after each answer; the same key again gives the same answer.",
  ),
  timeout: pair("最长等待（秒），可不填", "Patience in seconds, optional"),
  send: pair("发送", "Send"),
  refill: pair("重填示例", "New example"),
  sending: pair("发送中…", "Sending…"),
  notJson: pair("请求正文不是有效的 JSON：", "The body is not valid JSON: "),
  unreachable: pair("无法连接服务器", "The server cannot be reached"),
  wrongFields: pair("有误的字段", "Wrong fields"),
  field: pair("字段", "Field"),
  type: pair("类型", "Type"),
  note: pair("说明", "About"),
  replayed: pair("重放：与先前同一幂等键的结果相同", "Replayed: the stored answer of the same key"),
  traceId: pair("追踪号", "Trace id"),
  stream: pair(
    "这是一条不结束的事件流，请用 EventSource 收听。",
    "A stream without end: listen to it with an EventSource.",
  ),
  notSignedIn: pair("未登录", "Not signed in"),
  signedInAs: pair("当前身份：", "Signed in: "),
  retryable: pair("（可原样重试）", "(may be sent again unchanged)"),
};

export const services = {
  identity: pair("身份", "Identity"),
  payments: pair("支付", "Payments"),
  supermarket: pair("超市", "Supermarket"),
  membership: pair("会员", "Membership"),
  live: pair("实时事件", "Live events"),
};

/** Short names of the routes; a route without one goes by its summary. */
export const titles = {
  "identity.signIn": "登录",
  "identity.requestPhoneCode": "获取短信验证码",
  "identity.registerUser": "手机号注册",
  "identity.redeemPhoneCode": "核验短信验证码",
  "identity.listPhoneMessages": "演示手机的短信",
  "identity.refreshSession": "续期会话",
  "identity.signOut": "退出登录",
  "identity.getVerificationKeys": "令牌验证公钥",
  "identity.listDemoPersonas": "演示身份列表",
  "payments.registerDevice": "登记手机",
  "payments.issuePaymentCode": "生成付款码",
  "payments.getWallet": "我的钱包",
  "payments.setPaymentPassword": "设置支付密码",
  "payments.changePaymentPassword": "修改支付密码",
  "payments.setPasswordFreeLimit": "设置免密额度",
  "payments.listDevices": "我的手机列表",
  "payments.removeDevice": "移除手机",
  "payments.transferMoney": "转账",
  "payments.openCreditLine": "开通信用支付",
  "payments.getCreditLine": "信用支付账单",
  "payments.repayCredit": "信用还款",
  "payments.submitRealName": "实名认证",
  "payments.getRealName": "实名等级与限额",
  "payments.bindCard": "绑定银行卡",
  "payments.listCards": "我的银行卡",
  "payments.removeCard": "解绑银行卡",
  "payments.setFundingOrder": "设置付款顺序",
  "payments.listBills": "我的账单",
  "payments.getBillVoucher": "账单凭证",
  "payments.listWalletTrades": "我的交易",
  "payments.createTrade": "创建交易",
  "payments.payTrade": "扫付款码收款",
  "payments.authorizeTrade": "扫付款码预授权",
  "payments.captureTrade": "预授权请款",
  "payments.queryTrade": "查询交易",
  "payments.closeTrade": "关闭交易",
  "payments.refundTrade": "退款",
  "payments.queryRefund": "查询退款",
  "payments.reverseTrade": "撤销交易",
  "payments.openQrCode": "打开二维码",
  "payments.confirmTrade": "确认付款",
  "payments.payStaticQr": "扫商店码付款",
  "payments.getStaticQr": "商店收款码",
  "payments.listWaitingTrades": "待确认的付款",
  "payments.recordTender": "登记现金及其他收款",
  "payments.createMerchant": "新建商户",
  "payments.getMerchantContract": "商户协议",
  "payments.setMerchantContract": "修改商户协议",
  "payments.suspendMerchant": "暂停商户或功能",
  "payments.resumeMerchant": "恢复商户或功能",
  "payments.putRiskRule": "发布风控规则",
  "payments.listRiskRules": "风控规则列表",
  "membership.setProgramme": "设置会员计划",
  "membership.getProgramme": "查看会员计划",
  "membership.issueCard": "领取会员卡",
  "membership.getMemberCard": "查看会员卡",
  "membership.listMemberCards": "会员卡列表",
  "membership.issueMemberCode": "获取会员码",
  "membership.listPointsEntries": "积分明细",
  "membership.importPhysicalCards": "导入实体卡",
  "membership.bindPhysicalCard": "绑定实体卡",
  "supermarket.findItem": "按条码查商品",
  "supermarket.listItems": "商品列表",
  "supermarket.putBasket": "保存购物篮",
  "supermarket.getBasket": "查看购物篮",
  "supermarket.voidBasket": "作废购物篮",
  "supermarket.checkOutBasket": "购物篮结账",
  "supermarket.getReceipt": "查看小票",
  "live.ticket": "实时通道票据",
  "live.listen": "实时事件流",
};
