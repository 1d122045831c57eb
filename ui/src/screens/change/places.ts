// The OUs that a change can name, with where they hang.
import type { MultiselectProps } from "@cloudscape-design/components/multiselect";
import { useCallback } from "react";
import type { MatrixRow } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useAsked, type Asked } from "../../state/asked";
import { matrixRequest, wholeMatrix } from "../../state/matrixPlace";
import { counted } from "../../state/words";

const MOST = 5_000;

/** The root and every OU, parents first. */
export function useOus(): Asked<readonly MatrixRow[]> {
  const platform = usePlatform();
  return useAsked(
    useCallback(async () => {
      const { rows } = await platform.portfolioMatrix({ ...matrixRequest(wholeMatrix), limit: MOST });
      return rows.filter((row) => row.kind === "ou" || row.kind === "organization");
    }, [platform]),
  );
}

/** An OU as one chooses it. */
export function ouOption(row: MatrixRow): MultiselectProps.Option {
  const isRoot = row.kind === "organization";
  return {
    value: row.short,
    label: isRoot ? "Root" : row.name,
    description: [...row.path, isRoot ? "of the organization, in no OU" : row.name].join(" / "),
    labelTag: counted(row.accounts, "account"),
    filteringTags: [row.short],
  };
}
