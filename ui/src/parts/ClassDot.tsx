// The colour of a class, with its name.
import { classColor, classNames } from "../map/palette";
import type { FolderClass } from "../platform/bindings";

/** A coloured dot and the name of the class. */
export function ClassDot(props: { class: FolderClass }) {
  return (
    <span className="class-dot">
      <Dot class={props.class} />
      {classNames[props.class]}
    </span>
  );
}

/** The dot alone, where there is no room for the name: it is told on hover, and to who does not see it. */
export function ClassMark(props: { class: FolderClass }) {
  return (
    <span className="class-dot" title={classNames[props.class]}>
      <Dot class={props.class} />
      <span className="visually-hidden">{classNames[props.class]}</span>
    </span>
  );
}

function Dot(props: { class: FolderClass }) {
  return (
    <span
      className={`class-dot__dot class-dot__dot--${props.class}`}
      style={props.class === "external" ? undefined : { backgroundColor: classColor(props.class, "light") }}
    />
  );
}
