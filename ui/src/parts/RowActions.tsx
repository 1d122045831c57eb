// What can be done with the selected rows of any table.
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigation } from "../state/navigation";
import { useReveal } from "../state/reveal";
import { useSession } from "../state/session";
import { counted } from "../state/words";

/** Show on the map, show details, copy ids. */
export function RowActions(props: { arns: readonly string[]; ids: readonly string[]; what: string }) {
  const { arns, ids, what } = props;
  const reveal = useReveal();
  const { select } = useNavigation();
  const { tell, tellFailure } = useSession();
  const none = arns.length === 0;
  const copy = async () => {
    await navigator.clipboard.writeText(ids.join("\n"));
    tell("success", `Copied ${counted(ids.length, `${what} id`)}.`);
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={none} onClick={() => void copy().catch(tellFailure)}>
        Copy ids
      </Button>
      <Button disabled={none} onClick={() => select(arns)}>
        Show details
      </Button>
      <Button disabled={none} data-testid="show-on-map" onClick={() => void reveal(arns)}>
        Show on map
      </Button>
    </SpaceBetween>
  );
}
