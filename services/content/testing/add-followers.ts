import type { Store } from "../../../kernel/store/open-store.ts";
import { audienceModel, followerIdOf, followerModel } from "../follow/follower-model.ts";

const AT_ONCE = 2_000;
export const syntheticUser = (index: number): string => `usr_synthetic${String(index).padStart(7, "0")}`;

/** Writes so many followers of the market into its store, as if each had followed by hand. */
export const addFollowers = async (store: Store, count: number): Promise<void> => {
  const windowId = "win_demomarket";
  const followTime = new Date("2029-12-01T00:00:00Z");
  const followers = followerModel(store.connection);
  for (let from = 0; from < count; from += AT_ONCE)
    await store.transaction(async (session) => {
      const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => {
        const userId = syntheticUser(from + index);
        const state = { following: true, followSeq: from + index + 1, follows: 1, followTime };
        return { _id: followerIdOf(windowId, userId) as never, windowId, userId, ...state };
      });
      await followers.collection.insertMany(rows, { session });
    });
  const counts = { followerCount: count, followSeq: count };
  await audienceModel(store.connection).updateOne({ _id: windowId }, { $set: counts });
};
