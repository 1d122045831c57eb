// Shows resources on the map wherever they are: opens what they hang in, flies there and selects them.
import { useCallback } from "react";
import { usePlatform } from "../platform/context";
import { useNavigation } from "./navigation";
import { withOpen } from "./place";

/** More resources than this are selected without opening what holds each of them. */
const MOST_REVEALED = 24;

/** Answers a function that shows resources on the map. */
export function useReveal(): (ids: readonly string[]) => Promise<void> {
  const platform = usePlatform();
  const { go, place } = useNavigation();
  const { view } = place.map;
  return useCallback(
    async (ids) => {
      const asked = ids.slice(0, MOST_REVEALED).map((id) => platform.reveal(view, id).catch(() => [] as string[]));
      const open = (await Promise.all(asked)).flat();
      go(({ map }) => ({
        screen: "map",
        selection: ids,
        aim: ids,
        map: { ...withOpen(map, open), camera: null },
      }));
    },
    [platform, view, go],
  );
}
