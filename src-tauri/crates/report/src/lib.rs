//! Graphs and tables as JSON, GraphML, SVG and PNG bytes.
