import { defineReasons } from "../../kernel/errors/reason.ts";

/** Why content refuses, in the order in which its guards stand. */
export const contentReasons = defineReasons("content", {
  MESSAGE_KEY_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "同一消息键被用于不同的消息",
    en: "The message key was used for another message.",
  },
  WINDOW_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这个服务窗",
    en: "There is no such service window.",
  },
  WINDOW_NOT_PUBLISHED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "服务窗尚未发布",
    en: "The service window is not published yet.",
  },
  WINDOW_DRAFT_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "草稿已被他人修改，请核对后再保存",
    en: "Somebody else has changed the draft; look at it again.",
  },
  AUTO_REPLIES_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "自动回复已被他人修改，请核对后再保存",
    en: "Somebody else has changed the automatic replies; look at them again.",
  },
  BROADCAST_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这次群发", en: "There is no such broadcast." },
  BROADCAST_UNDER_WAY: {
    code: "FAILED_PRECONDITION",
    retryable: true,
    zh: "上一次群发尚未完成，请稍候",
    en: "The window's last broadcast is still on its way; wait for it.",
  },
  MENU_ENTRY_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "菜单中没有这一项，请刷新",
    en: "The menu has no such entry; load it again.",
  },
});
