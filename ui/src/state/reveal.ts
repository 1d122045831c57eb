// Shows resources on the map wherever they are: opens what they hang in, flies there and selects them.
import { useCallback } from "react";
import type { View } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { useNavigation } from "./navigation";
import { turnedTo, withOpen } from "./place";

/** More resources than this are selected without opening what holds each of them. */
const MOST_REVEALED = 24;

/** Answers a function that shows resources on the map, in the present view unless another is named. */
export function useReveal(): (ids: readonly string[], view?: View) => Promise<void> {
  const platform = usePlatform();
  const { go, place } = useNavigation();
  const present = place.map.view;
  return useCallback(
    async (ids, view = present) => {
      const asked = ids.slice(0, MOST_REVEALED).map((id) => platform.reveal(view, id).catch(() => [] as string[]));
      const open = (await Promise.all(asked)).flat();
      go(({ map }) => ({
        screen: "map",
        selection: ids,
        aim: ids,
        opened: null,
        map: { ...withOpen(turnedTo(map, view), open), camera: null, path: null, preview: null },
      }));
    },
    [platform, present, go],
  );
}
