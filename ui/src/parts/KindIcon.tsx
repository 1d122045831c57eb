// The icon of a kind, as the map draws it.
import { iconPath } from "../map/icons";

/** The icon; decorative, because the kind is always named beside it. */
export function KindIcon(props: { kind: string | null; size?: number }) {
  const size = props.size ?? 16;
  return (
    <svg className="kind-icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={iconPath(props.kind)} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}
