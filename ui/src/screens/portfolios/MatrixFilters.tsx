// What narrows the matrix: words, OUs, classes and portfolios. States are filtered by the legend.
import Button from "@cloudscape-design/components/button";
import Input from "@cloudscape-design/components/input";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import { classNames } from "../../map/palette";
import type { FolderClass, Matrix } from "../../platform/bindings";
import { asking, isFiltered, wholeMatrix, type MatrixPlace } from "../../state/matrixPlace";
import { counted } from "../../state/words";

interface MatrixFiltersProps {
  /** The matrix of everything, with OUs alone. */
  whole: Matrix;
  place: MatrixPlace;
  onAsk: (place: MatrixPlace) => void;
  /** What is typed, which is asked for a moment later. */
  text: string;
  onText: (text: string) => void;
}

/** The fields. */
export function MatrixFilters({ whole, place, onAsk, text, onText }: MatrixFiltersProps) {
  const ous: MultiselectProps.Option[] = whole.rows
    .filter((row) => row.kind === "ou")
    .map((row) => ({ value: row.short, label: row.name, description: row.path.join(" / ") || undefined, tags: [counted(row.accounts, "account")] }));
  const classes: MultiselectProps.Option[] = [...new Set(whole.rows.map((row) => row.class))].map((one) => ({ value: one, label: classNames[one] }));
  const portfolios: MultiselectProps.Option[] = whole.columns.map((column) => ({
    value: column.arn,
    label: column.name,
    description: `${column.region} · ${column.ownerName}`,
  }));
  return (
    <div className="matrix-filters">
      <Input
        type="search"
        value={text}
        placeholder="Find accounts and OUs"
        ariaLabel="Find accounts and OUs in the matrix"
        data-testid="matrix-text"
        onChange={(event) => onText(event.detail.value)}
      />
      <Choice name="OUs" options={ous} chosen={place.ous} onChoose={(values) => onAsk(asking(place, { ous: values }))} />
      <Choice name="Classes" options={classes} chosen={place.classes} onChoose={(values) => onAsk(asking(place, { classes: values as FolderClass[] }))} />
      <Choice name="Portfolios" options={portfolios} chosen={place.portfolios} onChoose={(values) => onAsk(asking(place, { portfolios: values }))} />
      <Button
        disabled={!isFiltered(place)}
        data-testid="matrix-clear"
        onClick={() => {
          onText("");
          onAsk({ ...wholeMatrix, open: place.open });
        }}
      >
        Clear
      </Button>
    </div>
  );
}

interface ChoiceProps {
  name: string;
  options: readonly MultiselectProps.Option[];
  chosen: readonly string[];
  onChoose: (values: string[]) => void;
}

function Choice({ name, options, chosen, onChoose }: ChoiceProps) {
  return (
    <Multiselect
      inlineTokens
      expandToViewport
      filteringType="auto"
      options={options}
      selectedOptions={options.filter((option) => option.value !== undefined && chosen.includes(option.value))}
      placeholder={`All ${name === "OUs" ? name : name.toLowerCase()}`}
      ariaLabel={name}
      data-testid={`matrix-${name.toLowerCase()}`}
      onChange={(event) => onChoose(event.detail.selectedOptions.flatMap(({ value }) => value ?? []))}
    />
  );
}
