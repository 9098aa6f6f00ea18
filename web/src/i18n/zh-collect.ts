/** The texts of payments that wait, of the collecting desk, of scanning to pay and of sound, in Chinese. */
export const zhCollect = {
  tillWaitsForPayer: "等待顾客输入支付密码",
  tillWaitsForPayerHint: "请顾客在手机上确认付款，完成后这里会自动显示结果",
  tillWaitsForChannel: "等待支付渠道返回结果",
  tillWaitsForChannelHint: "款项正在处理，不会重复扣款。请勿让顾客离开。",
  tillGiveUp: "不等了，撤销收款",
  tillGivingUp: "正在撤销…",
  tillGivingUpHint: "如果顾客其实已经付款，这笔会按收款成功处理",

  microphoneNoSecure: "声波收款需要 https 或 localhost 地址，请改用扫码",
  microphoneDenied: "没有麦克风权限，请在浏览器设置中允许",
  microphoneMissing: "没有找到麦克风，请改用扫码",
  microphoneFailed: "麦克风打不开，请改用扫码",
} as const;
