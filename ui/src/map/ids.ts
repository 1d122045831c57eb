// The ids of a scene's nodes.

/** Whether the id stands for something on the map alone: a bundle, a gap, an unknown principal. */
export function isMapOnly(id: string): boolean {
  return /^(bundle|gap|unknown):/.test(id);
}
