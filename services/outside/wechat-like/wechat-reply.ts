import type { Reply } from "../http/front.ts";

/** An error in WeChat Pay v3's form. */
export const wechatError = (
  { status, code }: { readonly status: number; readonly code: string },
  message: string = code,
  orderNumber?: string,
): Reply => ({ status, fields: { code, message }, orderNumber });
