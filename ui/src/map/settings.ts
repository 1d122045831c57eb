// Sigma's settings: node sizes are map units, labels and hovers are drawn by the overlay, edges cannot be hit.
import type { Settings } from "sigma/settings";
import type { Drawing } from "./drawing";
import { DiscProgram } from "./programs/disc";
import { ribbonProgram } from "./programs/ribbon";
import { threadProgram } from "./programs/thread";

/** Pixels left free around the map when all of it is shown. */
export const STAGE_PADDING = 30;

const BOW_PIECES = 10;

/** The settings for a drawing. */
export function sigmaSettings(drawing: Drawing): Partial<Settings> {
  return {
    allowInvalidContainer: true,
    enableCameraRotation: false,
    renderLabels: false,
    defaultDrawNodeHover: () => undefined,
    itemSizesReference: "positions",
    zoomToSizeRatioFunction: (ratio) => ratio,
    stagePadding: STAGE_PADDING,
    minCameraRatio: 0.004,
    maxCameraRatio: 4,
    zoomingRatio: 1.5,
    zoomDuration: 160,
    hideLabelsOnMove: true,
    defaultNodeType: "disc",
    defaultEdgeType: "thread",
    nodeProgramClasses: { disc: DiscProgram },
    edgeProgramClasses: {
      thread: threadProgram(1),
      bow: threadProgram(BOW_PIECES),
      ribbon: ribbonProgram(1),
      bowRibbon: ribbonProgram(BOW_PIECES),
    },
    nodeReducer: drawing.reduceNode,
    edgeReducer: drawing.reduceEdge,
  };
}
