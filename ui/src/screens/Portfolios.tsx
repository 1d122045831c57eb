// The portfolios screen: who has which portfolio, as a matrix, and every portfolio in a table.
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import { useNavigation } from "../state/navigation";
import type { PortfoliosTab } from "../state/matrixPlace";
import { MatrixTab } from "./portfolios/MatrixTab";
import { PortfoliosTable } from "./portfolios/PortfoliosTable";
import "./portfolios/matrix.css";

/** The screen. */
export function Portfolios() {
  const { place, go } = useNavigation();
  const { portfolios } = place;
  const tabs = (
    <SegmentedControl
      label="Portfolios as"
      selectedId={`portfolios-${portfolios.tab}`}
      options={[
        { id: "portfolios-matrix", text: "Matrix" },
        { id: "portfolios-table", text: "Table" },
      ]}
      onChange={(event) => go({ portfolios: { ...portfolios, tab: event.detail.selectedId.slice("portfolios-".length) as PortfoliosTab } })}
    />
  );
  if (portfolios.tab === "matrix") return <MatrixTab tabs={tabs} />;
  return (
    <div className="portfolios-table">
      <div className="portfolios-table__tabs">{tabs}</div>
      <PortfoliosTable />
    </div>
  );
}
