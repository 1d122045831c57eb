//! The form of the shared configuration files, read as Python's `configparser` does for the AWS CLI and boto3.
//!
//! The SDK's own reader drops sections whose names are not plain ASCII, and takes a file that is not UTF-8 for an empty one.

/// A section: its heading as written between the brackets, and its settings in order, names in lower case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) settings: Vec<(String, String)>,
}

/// A line that does not belong there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BadLine {
    /// Counted from 1.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) what: &'static str,
}

/// The sections of a file, in order.
///
/// A line that is indented deeper than the setting above it goes on with that setting's value; comments are whole lines.
pub(crate) fn sections(text: &str) -> Result<Vec<Section>, BadLine> {
    let mut sections: Vec<Section> = Vec::new();
    // How deep the setting above is indented, while it may be gone on with.
    let mut open: Option<usize> = None;
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        let bad = |what| BadLine { line: at + 1, what };
        if let Some(heading) = heading(content)
            && open.is_none_or(|above| depth <= above)
        {
            sections.push(Section { heading: heading.to_owned(), settings: Vec::new() });
            open = None;
            continue;
        }
        let section = sections.last_mut().ok_or_else(|| bad("comes before any `[section]`"))?;
        match (open, section.settings.last_mut()) {
            (Some(above), Some((_, value))) if depth > above => {
                value.push('\n');
                value.push_str(content);
            }
            _ => {
                let (name, value) = setting(content).ok_or_else(|| bad("is neither `name = value` nor `[section]`"))?;
                section.settings.push((name, value));
                open = Some(depth);
            }
        }
    }
    Ok(sections)
}

/// The settings nested in a value of several lines, such as those of a service.
pub(crate) fn nested(value: &str) -> Vec<(String, String)> {
    value.lines().filter_map(|line| line.split_once('=')).map(pair).collect()
}

fn heading(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[')?;
    inner.rfind(']').filter(|end| *end > 0).and_then(|end| inner.get(..end))
}

fn setting(line: &str) -> Option<(String, String)> {
    let found = line.split_once(['=', ':']).map(pair)?;
    (!found.0.is_empty()).then_some(found)
}

fn pair((name, value): (&str, &str)) -> (String, String) {
    (name.trim().to_lowercase(), value.trim().to_owned())
}

/// The words of a heading, quotes taken off, as a shell would: `profile "my hub"` is two.
pub(crate) fn words(heading: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = heading.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some(_), inside) => word.get_or_insert_default().push(inside),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (None, plain) => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_hold_settings_and_nested_ones() {
        let text = "# mine\n[default]\nregion = eu-west-1\n\n[services local]\nsts =\n  endpoint_url = http://a\n  x = y\niam:\n";
        let found = sections(text).expect("well formed");
        let names: Vec<&str> = found.iter().map(|section| section.heading.as_str()).collect();
        assert_eq!(names, ["default", "services local"]);
        assert_eq!(found[0].settings, [("region".to_owned(), "eu-west-1".to_owned())]);
        let (name, value) = &found[1].settings[0];
        assert_eq!((name.as_str(), nested(value).len()), ("sts", 2));
        assert_eq!(found[1].settings[1], ("iam".to_owned(), String::new()));
    }

    #[test]
    fn what_does_not_belong_is_pointed_at() {
        assert_eq!(sections("region = x\n").map_err(|bad| bad.line), Err(1));
        assert_eq!(sections("[default]\n\nregion\n").map_err(|bad| bad.line), Err(3));
    }

    #[test]
    fn headings_are_split_as_a_shell_would() {
        assert_eq!(words("profile \"my hub\""), ["profile", "my hub"]);
        assert_eq!(words("profile büro"), ["profile", "büro"]);
        assert_eq!(words("profile 'a b' c"), ["profile", "a b", "c"]);
        assert_eq!(words("default"), ["default"]);
    }

    #[test]
    fn a_comment_is_a_line_of_its_own() {
        let found = sections("[p]\ncredential_process = run --a # b ; c\n").expect("well formed");
        assert_eq!(found[0].settings[0].1, "run --a # b ; c");
    }
}
