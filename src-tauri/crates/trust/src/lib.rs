//! Who can become or reach what: trust paths with the deciding statement per hop, and the rules on trust.
