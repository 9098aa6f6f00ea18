/** The texts of printed slips, in Chinese. */
export const zhReceipt = {
  receiptMember: "会员",
  receiptMemberDiscount: "会员优惠",
  receiptPoints: "本单积分",
  slipOpen: "小票",
  slipPrint: "小票机打印",
  slipSave: "存为打印文件",
  slipCopy: "补打",
  slipFailed: "打印失败，请检查小票机后重试",
  slipScanToPay: "请用手机钱包扫码付款",
  slipPayBefore: "付款截止",
} as const;
