//! `armillary graph`: one view of the graph as a file.

use std::path::PathBuf;

use armillary_topology::{SceneRequest, View};
use armillary_wire::ExportFormat;

use super::{
    CliError,
    args::{GraphArgs, GraphFormat},
    output::{Output, tell},
    read,
};

/// Writes the graph to a file, or to stdout.
pub fn run(args: GraphArgs, cache: PathBuf) -> Result<(), CliError> {
    let view = View::from(args.view);
    if args.named && view != View::Trust {
        return Err(CliError::Usage(String::from("`--named` belongs to `--view trust`; leave it out")));
    }
    let opened = read::open(&cache, args.at.crawl)?;
    let request = SceneRequest { view, named: args.named, ..SceneRequest::default() };
    let bytes = opened.export(view, &request, format(args.format))?;
    if args.out.as_os_str() == "-" {
        let mut output = Output::new();
        output.bytes(&bytes)?;
        output.finish()?;
    } else {
        write(&args.out, &bytes)?;
        tell(format_args!("wrote `{}`", args.out.display()));
    }
    read::tell_unread(&opened, None, None)
}

/// Writes a file, and says what to do when that fails.
pub fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), CliError> {
    std::fs::write(path, bytes).map_err(|error| {
        CliError::Failed(format!("`{}` cannot be written: {error}; choose another place with `--out`", path.display()))
    })
}

fn format(format: GraphFormat) -> ExportFormat {
    match format {
        GraphFormat::Json => ExportFormat::Json,
        GraphFormat::Graphml => ExportFormat::Graphml,
        GraphFormat::Svg => ExportFormat::Svg,
        GraphFormat::Png => ExportFormat::Png,
    }
}
