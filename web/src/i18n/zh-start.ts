/** The texts of the pages for newcomers: registering, the demonstration's phone, and addresses that lead nowhere. */
export const zhStart = {
  notFound: "没有这个页面",
  notFoundHint: "地址可能有误，或者页面已经移走。",
  notFoundHome: "回到首页",

  startRegister: "注册新用户",
  startPhone: "演示手机的短信",

  registerTitle: "注册钱包",
  registerPhone: "手机号",
  registerGetCode: "获取验证码",
  registerAgain: "{seconds} 秒后可重发",
  registerCode: "短信验证码",
  registerName: "姓名",
  registerPassword: "登录密码（至少 8 位）",
  registerSubmit: "注册",
  registerPhoneBad: "请输入 11 位手机号",
  registerMissing: "请填写全部内容，密码至少 8 位",
  registerSent: "验证码已发出。",
  registerReadIt: "在演示手机上查看短信",

  payTitle: "确认付款",
  payNow: "立即付款",
  payBack: "返回商户",
  paySignIn: "请先登录钱包，再确认付款",

  phoneTitle: "演示手机的短信",
  phoneHint: "演示环境不发真实短信，发出的短信都在这里。",
  phoneLook: "查看",
  phoneNone: "这个号码还没有短信",
} as const;
