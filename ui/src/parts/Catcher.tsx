// Catches a part of the window that broke, so that the rest stays usable.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";

/** Shows what is inside, or what went wrong with it. */
export class Catcher extends Component<{ what: string; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const retry = <Button onClick={() => this.setState({ error: null })}>Try again</Button>;
    return (
      <Alert type="error" header={`${this.props.what} stopped working`} action={retry}>
        {error.message}
      </Alert>
    );
  }
}
