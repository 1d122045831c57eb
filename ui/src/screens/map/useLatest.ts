// Lets a callback that is handed over once read what is true now.
import { useEffect, useRef, type RefObject } from "react";

/** A reference to the latest value. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const reference = useRef(value);
  useEffect(() => {
    reference.current = value;
  });
  return reference;
}
