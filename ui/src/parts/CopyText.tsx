// Text that copies with one click, as ARNs do in the AWS console.
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";

/** The text with a copy button before it. */
export function CopyText(props: { text: string; what: string; testId?: string }) {
  return (
    <span data-testid={props.testId} className="copy-text">
      <CopyToClipboard
        variant="inline"
        textToCopy={props.text}
        textToDisplay={props.text}
        copyButtonAriaLabel={`Copy ${props.what}`}
        copySuccessText={`${props.what} copied`}
        copyErrorText={`The ${props.what} could not be copied`}
      />
    </span>
  );
}
