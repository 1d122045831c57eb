// The colour of a class, with its name.
import { classColor, classNames } from "../map/palette";
import type { FolderClass } from "../platform/bindings";

/** A coloured dot and the name of the class. */
export function ClassDot(props: { class: FolderClass }) {
  return (
    <span className="class-dot">
      <span
        className={`class-dot__dot class-dot__dot--${props.class}`}
        style={props.class === "external" ? undefined : { backgroundColor: classColor(props.class, "light") }}
      />
      {classNames[props.class]}
    </span>
  );
}
